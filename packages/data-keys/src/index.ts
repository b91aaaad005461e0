export {readCredential} from './credential.ts';
export type {DataKey, DataKeys} from './data-key.ts';
export {
  addDataKey,
  copyDataKeys,
  createDataKeys,
  type DataKeyPlace,
  loadDataKeys,
} from './data-key-file.ts';
