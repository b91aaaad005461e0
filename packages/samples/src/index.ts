export {type SampleName, sampleFile} from './sample-file.ts';
