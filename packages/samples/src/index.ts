export {SAMPLE_NAMES, type SampleName, sampleFile} from './sample-file.ts';
