export {FakePrinter, type PrinterMood} from './testing/fake-printer.ts';
export {type ReadPaper, readEscpos} from './testing/read-escpos.ts';
