export {moneyText} from '@holdfast/paper';
export {sinceText} from '@holdfast/ui';
