export {composePaper} from './compose-paper.ts';
export {escposPrinterLink} from './printer-link.ts';
