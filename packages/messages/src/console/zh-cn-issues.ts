import type {IssueWords} from './issue-words-type.ts';

/** 各代码的含义与处理办法。 */
export const ISSUES_ZH_CN: Readonly<Record<string, IssueWords>> = {
  'hub/replaced': {
    means: '另一台主机已接管本店，这台不再记录。',
    next: '请保持开机直到没有未上传的交易，然后撤下。',
  },
  'ledger/diverged': {
    means: '主机与总部的历史不一致。',
    next: '主机会自动打开新账本。请保留硬盘并联系 IT。',
  },
  'ledger/stuck': {means: '总部拒收所传内容。', next: '主机会自动重试。请把代码告诉 IT。'},
  'ledger/behind': {
    means: '未上传的交易等待总部的时间过长。',
    next: '没有丢失。如超过十分钟，请告诉 IT。',
  },
  'ledger/quarantined': {
    means: '有交易被搁置，任何合计都不包含它们。',
    next: '打开“待处理”，查看原因并决定。',
  },
  'uplink/none': {means: '没有配置通往总部的线路。', next: '请 IT 在主机配置中添加 [[uplink]]。'},
  'uplink/all-paused': {means: '所有线路都已暂停。', next: '打开“外网线路”，恢复其中一条。'},
  'uplink/all-down': {
    means: '没有线路能到达总部。',
    next: '先看运营商的设备，再致电运营商。不要动交换机。',
  },
  'uplink/untrusted': {
    means: '线路上应答的不是总部。',
    next: '通常是运营商的登录页面：请登录，或致电运营商。',
  },
  'uplink/over-budget': {
    means: '计费线路本月流量已用完。新交易照传，积压的等待。',
    next: '修复不计费的线路，或购买流量。',
  },
  'uplink/some-down': {
    means: '一条线路中断，另一条在工作。',
    next: '检查它的设备，或致电其运营商。',
  },
  'uplink/source-changed': {
    means: '一条线路的来源地址与平时不同。',
    next: '看看路由器是否切换到了移动网络。',
  },
  'uplink/routes-lacking': {
    means: '一条线路没有自己的路由，不会传任何数据。',
    next: '请 IT 在主机上运行 “holdfast uplinks routes”。',
  },
  'uplink/slow': {
    means: '所有不计费的线路都很慢。',
    next: '没有什么在等它。如持续，请致电运营商。',
  },
  'uplink/metered': {means: '只剩计费线路，上传会消耗流量。', next: '修复不计费的线路。'},
  'uplink/budget-low': {
    means: '计费线路本月流量所剩不多。',
    next: '留给交易使用：清闲时暂停，或购买流量。',
  },
  'uplink/unsure': {means: '还不确定哪条线路可用。', next: '请等几秒。'},
  'till/silent': {
    means: '有一台收银机离线了。',
    next: '如果应该营业，请看它是否开机、网线是否插好。',
  },
  'till/unsent': {
    means: '有收银机带着只有它有的交易离线了。',
    next: '请让它开机并连上网络。不要重装，也不要清除浏览器数据。',
  },
  'till/clock': {means: '有收银机的时钟不准。', next: '请设为自动对时。小票同时带有主机时间。'},
  'discovery/silent': {
    means: '主机没有在局域网上公布自己。',
    next: '认识它的收银机仍能找到它；新机器请手工输入地址。',
  },
  'standby/away': {means: '备用主机不在，没有镜像。', next: '看看它是否开机、是否连网。'},
  'standby/stuck': {means: '备用主机不接收某些内容。', next: '请把代码告诉 IT。'},
  'standby/diverged': {means: '备用主机的历史不一致。', next: '不要启用它，请联系 IT。'},
  'certificate/leaf-expiring': {
    means: '浏览器看到的主机证书即将到期。',
    next: '它本应自动续期：请 IT 查看主机日志。',
  },
  'certificate/authority-expiring': {
    means: '门店的证书颁发机构即将到期。',
    next: '每个浏览器都要信任新的机构，请联系 IT。',
  },
  'recovery/no-sheet': {
    means: '本店没有恢复单。',
    next: '在主机上运行 “holdfast recovery print”，然后锁好。',
  },
  'recovery/unproven': {
    means: '还没有人证明恢复单可读。',
    next: '在主机上运行 “holdfast recovery confirm”，输入单上的词语。',
  },
};
