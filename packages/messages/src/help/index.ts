export {HELP_LIST, helpOf} from './help-of.ts';
