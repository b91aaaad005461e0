import type {BreakKind} from '../verify/verify-tools.ts';

export type Language = 'en' | 'zh';

/** Everything the page says. Both languages say all of it. */
export interface PageWords {
  readonly title: string;
  readonly otherLanguage: string;
  readonly lead: string;
  readonly drop: string;
  readonly chooseFolder: string;
  readonly offline: string;
  readonly checking: string;
  readonly ofEntries: (done: string, total: string) => string;
  readonly whole: string;
  readonly wholeWhy: string;
  readonly sealed: string;
  readonly sealedWhy: string;
  readonly broken: string;
  readonly unfit: string;
  readonly unfitWhy: string;
  readonly again: string;
  readonly firstBad: string;
  readonly noEntry: string;
  readonly file: string;
  readonly position: string;
  readonly why: string;
  readonly whatNow: string;
  readonly store: string;
  readonly hub: string;
  readonly compareHub: string;
  readonly exported: string;
  readonly entries: string;
  readonly transactions: string;
  readonly aside: string;
  readonly sum: string;
  readonly signatures: string;
  readonly signaturesOf: (files: string, runs: string, statements: string) => string;
  readonly unknownKeys: (count: string) => string;
  readonly personal: string;
  readonly personalOf: (kept: string, erased: string) => string;
  readonly ledgers: string;
  readonly answer: string;
  readonly answerNone: string;
  readonly answerOlder: string;
  readonly content: string;
  readonly hubsWord: string;
  readonly kinds: Readonly<Record<BreakKind, {readonly what: string; readonly now: string}>>;
}

const again =
  'Export again onto the same folder at the hub: what is whole stays, the rest is anew.';
const keep = 'Keep this folder as it is: it is evidence. Tell head office.';
const againZh = '请在门店主机上向同一文件夹重新导出：完好的文件会保留，其余的会重写。';
const keepZh = '请原样保留此文件夹，它是证据；并通知总部。';

export const PAGE_WORDS: Readonly<Record<Language, PageWords>> = {
  en: {
    title: 'Check a ledger',
    otherLanguage: '中文',
    lead: 'Reads an export of a Holdfast hub from its first byte to its last, and recomputes everything: signatures, chains, statements, totals.',
    drop: 'Drop the export’s folder here',
    chooseFolder: 'Choose the folder',
    offline: 'Works without a network. Nothing leaves this computer.',
    checking: 'Checking',
    ofEntries: (done, total) => `${done} of ${total} entries`,
    whole: 'The export is whole',
    wholeWhy: 'Every signature, every chain, every statement and every total holds.',
    sealed: 'Nothing is missing or changed',
    sealedWhy:
      'The export is sealed for head office: its files, their order and their signatures hold, and what is in them only head office can read. An export made with --plain can be checked entry by entry.',
    broken: 'This export does not hold',
    unfit: 'This browser cannot check signatures',
    unfitWhy:
      'It lacks Ed25519, or this page was not opened from a file or over HTTPS. Use a current Firefox, Chrome, Edge or Safari.',
    again: 'Check another',
    firstBad: 'First bad entry',
    noEntry: 'one of those in this file: its bytes no longer say which',
    file: 'File',
    position: 'Position',
    why: 'Why',
    whatNow: 'What now',
    store: 'Store',
    hub: 'Hub',
    compareHub: 'compare with the hub you expect',
    exported: 'Exported',
    entries: 'Entries',
    transactions: 'Transactions',
    aside: 'set aside, in no sum',
    sum: 'Sum',
    signatures: 'Signatures',
    signaturesOf: (files, runs, statements) =>
      `${files} files, ${runs} runs of entries, ${statements} statements`,
    unknownKeys: count => `${count} of keys that nobody names here`,
    personal: 'Personal data',
    personalOf: (kept, erased) => `beside ${kept} entries, erased beside ${erased}`,
    ledgers: 'Ledgers',
    answer: 'Head office',
    answerNone: 'has not answered on this folder',
    answerOlder: 'answered an earlier export',
    content: 'Content',
    hubsWord: 'as the hub signed it',
    kinds: {
      file: {what: 'The bytes of a file are not what they were when it was written.', now: again},
      missing: {what: 'Something that should be here is not.', now: again},
      signature: {what: 'A signature is not that of the key it should be.', now: keep},
      chain: {what: 'An entry does not follow the one before it.', now: keep},
      fork: {what: 'One place in a till’s journal stands here with two histories.', now: keep},
      statement: {what: 'What head office signed for is not what stands here.', now: keep},
      total: {what: 'The totals are not what the entries come to.', now: keep},
      foreign: {what: 'Something here belongs to another hub.', now: keep},
    },
  },
  zh: {
    title: '核验总账',
    otherLanguage: 'English',
    lead: '从第一个字节到最后一个字节读取 Holdfast 门店主机的导出，并重新计算一切：签名、哈希链、签收凭证、合计。',
    drop: '将导出的文件夹拖到这里',
    chooseFolder: '选择文件夹',
    offline: '无需网络即可使用。任何内容都不会离开这台电脑。',
    checking: '正在核验',
    ofEntries: (done, total) => `${total} 个条目中的 ${done} 个`,
    whole: '导出完整无误',
    wholeWhy: '所有签名、哈希链、签收凭证与合计均成立。',
    sealed: '没有缺失，也没有改动',
    sealedWhy:
      '此导出仅供总部开启：文件、次序与签名均成立，内容只有总部能读取。用 --plain 生成的导出可以逐条核验。',
    broken: '此导出不成立',
    unfit: '此浏览器无法核验签名',
    unfitWhy:
      '它不支持 Ed25519，或此页面不是从文件或 HTTPS 打开的。请使用较新的 Firefox、Chrome、Edge 或 Safari。',
    again: '再核验一个',
    firstBad: '第一个有误的条目',
    noEntry: '此文件中的某一条：其字节已无法说明是哪一条',
    file: '文件',
    position: '位次',
    why: '原因',
    whatNow: '怎么办',
    store: '门店',
    hub: '门店主机',
    compareHub: '请与您预期的门店主机比对',
    exported: '导出时间',
    entries: '条目',
    transactions: '交易',
    aside: '待处理，不计入合计',
    sum: '合计',
    signatures: '签名',
    signaturesOf: (files, runs, statements) =>
      `${files} 个文件，${runs} 个条目连续段，${statements} 份签收凭证`,
    unknownKeys: count => `${count} 个签名的公钥在此无从得知`,
    personal: '个人信息',
    personalOf: (kept, erased) => `${kept} 个条目附有，${erased} 个条目的已删除`,
    ledgers: '门店总账',
    answer: '总部',
    answerNone: '尚未在此文件夹上答复',
    answerOlder: '答复的是较早的一次导出',
    content: '内容哈希',
    hubsWord: '以门店主机的签名为准',
    kinds: {
      file: {what: '某个文件的字节与写入时不同。', now: againZh},
      missing: {what: '应当在此的内容缺失。', now: againZh},
      signature: {what: '某个签名不是应有的密钥所签。', now: keepZh},
      chain: {what: '某个条目与其前一个条目不相衔接。', now: keepZh},
      fork: {what: '某台收银机流水的同一位置在此有两种历史。', now: keepZh},
      statement: {what: '总部签收的内容与此处不符。', now: keepZh},
      total: {what: '合计与各条目相加的结果不符。', now: keepZh},
      foreign: {what: '此处有属于另一台门店主机的内容。', now: keepZh},
    },
  },
};
