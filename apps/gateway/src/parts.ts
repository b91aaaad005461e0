export {problemOf} from './http/problem.ts';
