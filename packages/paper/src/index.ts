export {drawerKick, type EncodeText, escposOf} from './escpos.ts';
export {type LaidOut, layOut, type PaperWidth} from './lay-out.ts';
export {cellsOf, paperText} from './paper-text.ts';
export {logoOf, type Picture} from './picture.ts';
export {type PrintedCustody, type ReceiptParts, receiptDocument} from './receipt-document.ts';
