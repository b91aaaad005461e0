export {type ConfigSources, type ConfigTree, type ReadConfig, readConfig} from './read-config.ts';
