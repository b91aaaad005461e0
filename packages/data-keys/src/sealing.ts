export {keyIdOfMark, keyMark} from './key-mark.ts';
export {type OpenedRow, placeIn, RowSeal} from './row-seal.ts';
