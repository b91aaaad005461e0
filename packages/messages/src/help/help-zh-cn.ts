import type {HelpCode, HelpWords} from './help-words.ts';

const KEEP_SELLING = '请照常收银。';

export const HELP_ZH_CN: Readonly<Record<HelpCode, HelpWords>> = {
  'uplink/none': {
    title: '主机没有通往总部的线路',
    why: '门店主机尚未设置上网线路。',
    now: `${KEEP_SELLING}请告知 IT：主机需要配置线路。`,
  },
  'uplink/all-paused': {
    title: '所有线路都已暂停',
    why: '有人手动暂停了主机的线路。',
    now: `${KEEP_SELLING}请店长或 IT 恢复线路。`,
  },
  'uplink/all-down': {
    title: '外网中断',
    why: '所有线路都联系不上总部，多半是运营商故障或网线松脱。',
    now: `${KEEP_SELLING}现金和不需要外网的收款方式都可用。请致电运营商。没有人付款时才可重启路由器；请勿动交换机，收银机要用它。`,
  },
  'uplink/unsure': {
    title: '正在联系总部',
    why: '最近几次应答缺失或太慢，正在确认线路是否可用。',
    now: `${KEEP_SELLING}几秒内会自行确定。`,
  },
  'uplink/metered': {
    title: '正走备用线路',
    why: '主线路中断，正在使用移动流量。',
    now: `${KEEP_SELLING}请勿在该线路上做其他事，会消耗流量。`,
  },
  'uplink/slow': {
    title: '线路较慢',
    why: '总部应答很慢，可能有人在大量下载。',
    now: `${KEEP_SELLING}若一直如此，请告知 IT。`,
  },
  'uplink/over-budget': {
    title: '备用线路本月流量已用完',
    why: '约定的移动流量已用完。',
    now: `${KEEP_SELLING}新的销售照常上传，较早的等主线路恢复。`,
  },
  'uplink/budget-low': {
    title: '备用线路流量不多了',
    why: '本月的移动流量已用去大半。',
    now: `${KEEP_SELLING}请告知 IT 尽快修复主线路。`,
  },
  'uplink/untrusted': {
    title: '应答的不是总部',
    why: '线路另一端不是总部，可能是网络的登录页面，或地址有误。',
    now: `${KEEP_SELLING}不会向它发送任何内容。请告知 IT。`,
  },
  'uplink/some-down': {
    title: '有一条线路中断',
    why: '另一条线路正在使用；它若也中断，就没有外网了。',
    now: `${KEEP_SELLING}请告知 IT；没有人付款时检查网线是否松脱。`,
  },
  'uplink/source-changed': {
    title: '线路换了地址',
    why: '路由器可能自行切换到了移动流量。',
    now: `${KEEP_SELLING}请告知 IT。`,
  },
  'ledger/diverged': {
    title: '主机与总部的记录不一致',
    why: '其中一方恢复到了较早的状态。主机会自行另开账本。',
    now: `${KEEP_SELLING}不会删除任何记录。请告知 IT。`,
  },
  'ledger/stuck': {
    title: '总部没有接收上传内容',
    why: '总部拒收，或缺少之前的内容。主机会自行重试。',
    now: `${KEEP_SELLING}所有记录都安全地存在主机。请告知 IT。`,
  },
  'ledger/behind': {
    title: '较早的销售还在排队',
    why: '线路太窄，一时传不完。',
    now: `${KEEP_SELLING}会自行补传。`,
  },
  'journal/evictable': {
    title: '浏览器可能清除本机数据',
    why: '磁盘快满时，浏览器没有承诺保留本机的流水。',
    now: `${KEEP_SELLING}请告知店长：把此页安装为应用，或允许它保留数据。`,
  },
  'clock/offset': {
    title: '本机时间不准',
    why: '与门店时间相差两分钟以上，小票上的时间会不对。',
    now: `${KEEP_SELLING}请店长校准本机时间。`,
  },
  'hub/unreachable': {
    title: '门店主机没有应答',
    why: '主机未开机，或本机与主机之间的网络断了。',
    now: '请照常收银：每一笔都安全地存在本机。请勿关闭此页，并查看主机电源和网线。',
  },
  'hub/untrusted': {
    title: '应答的不是门店主机',
    why: '它没有本机认识的主机密钥。',
    now: '请照常收银：每一笔都安全地存在本机，不会交给它。请告知 IT。',
  },
  'database/in-use': {
    title: '本机已在别处打开',
    why: '此浏览器的另一个标签页或窗口正在使用本机流水。',
    now: '请到那一页继续，或关闭它后重新加载此页。',
  },
  'database/disk-full': {
    title: '本机磁盘已满',
    why: '无法保存新的内容，之前保存的都安全。',
    now: '请改用其他收银机。清理本机磁盘，但不要清除浏览器数据。',
  },
  'database/corrupt': {
    title: '本机流水无法读取',
    why: '浏览器保存的内容已损坏。',
    now: '请改用其他收银机。不要删除任何东西：主机里的记录是安全的，其余的 IT 也许能读出。',
  },
  'database/failed': {
    title: '本机流水写入失败',
    why: '浏览器没有保存成功；已提示保存的都安全。',
    now: '请重新加载此页。若再次出现，请改用其他收银机并告知 IT。',
  },
  'database/too-new': {
    title: '流水由更新的程序写成',
    why: '此页比之前使用的版本旧。',
    now: '请在连得上主机时重新加载此页，以获取最新版本。',
  },
  'browser/unfit': {
    title: '此浏览器在这里不能收银',
    why: '可能是无痕窗口、版本太旧，或没有用 https 地址打开。',
    now: '请用较新的浏览器打开门店地址，不要用无痕窗口。',
  },
  'journal/full': {
    title: '本机流水已满',
    why: '一直没有传到总部，已达到本机可保存的上限。',
    now: '请改用其他收银机并告知 IT：本机要先连上主机。',
  },
  'journal/read-only': {
    title: '本机尚未配对',
    why: '本机还没有加入门店，或已被移出。',
    now: '请店长重新配对。',
  },
  'submission/malformed': {
    title: '无法登记',
    why: '其中有内容不符合要求。',
    now: '没有保存任何内容。请逐行删除后再试，并把代码告诉 IT。',
  },
  'submission/too-large': {
    title: '一单容纳不下',
    why: '行数超过一单的上限。',
    now: '没有保存任何内容。请分成两单。',
  },
  'submission/card-data': {
    title: '看起来像银行卡号',
    why: '银行卡号绝不能记录，本机拒绝保存。',
    now: '没有保存任何内容。请删去卡号，改填其他内容。',
  },
  'submission/busy': {
    title: '本机仍在保存',
    why: '一次要求保存的内容过多。',
    now: '请稍候再试。',
  },
  'submission/id-taken': {
    title: '这一单之前已登记',
    why: '流水里已有同一单，但内容不同。',
    now: '再试之前，请先查看未上传列表。',
  },
  'terminal/stopped': {
    title: '本机已停止',
    why: '此页正在关闭，或流水写入失败。',
    now: '请重新加载此页。已保存的内容是安全的。',
  },
  'pairing/refused': {
    title: '主机没有接受数字',
    why: '数字有误、已过期，或店长没有同意。',
    now: '请向店长索取新的数字。',
  },
  'pairing/busy': {
    title: '主机正在配对另一台收银机',
    why: '一次只能配对一台。',
    now: '请稍候再试。',
  },
  'request/malformed': {
    title: '有内容缺失或有误',
    why: '数字、收银机编号或称呼不符合要求。',
    now: '请核对后再试。',
  },
};
