import type {EN_DAY} from '../en/day.ts';
import type {Said} from '../said.ts';

export const ZH_CN_DAY: Said<typeof EN_DAY> = {
  tendersTitle: '现在可用的收款方式',
  tenderUsable: '可用',
  tenderLimited: '请当心',
  tenderOff: '暂不可用',
  tenderWhyAlways: '随时可用',
  tenderWhyOwnMachine: '在刷卡机上收款，再到这里确认',
  tenderWhyLookAtPhone: '看顾客手机上的付款结果，再确认',
  tenderWhyLookAtPhoneOnly: '本机收不到到账通知，只能看顾客手机',
  tenderWhyWorks: '可用',
  tenderWhySlow: '较慢：正走备用线路',
  tenderWhyNeedsInternet: '需要外网，外网已断',
  tenderWhyNeedsHub: '需要门店主机，主机连不上',
  tenderWhyNotKnownYet: '需要外网，状态尚不清楚',
};
