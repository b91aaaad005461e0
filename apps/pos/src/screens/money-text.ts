export {moneyText} from '@holdfast/paper/money-text';
export {sinceText} from '@holdfast/ui';
