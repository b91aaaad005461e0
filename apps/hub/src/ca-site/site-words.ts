/** The languages of the page. */
export type SiteLanguage = 'en' | 'zh';

/** What to do on one kind of device. */
interface DeviceSteps {
  readonly device: string;
  /** A sentence a step. Text between two `|` is what the device itself shows, or a command. */
  readonly steps: readonly string[];
}

export interface SiteWords {
  readonly lang: string;
  readonly title: string;
  readonly otherLanguage: string;
  readonly lede: string;
  readonly limits: string;
  readonly compareTitle: string;
  readonly compare: string;
  readonly download: string;
  readonly downloadHint: string;
  readonly fileTitle: string;
  readonly file: string;
  readonly stepsTitle: string;
  readonly open: string;
  readonly validUntil: string;
  readonly devices: readonly DeviceSteps[];
}

const en: SiteWords = {
  lang: 'en',
  title: 'Trust this store',
  otherLanguage: '中文',
  lede: 'Devices that trust this store’s own certificate authority can open its screens without a warning, with or without the internet.',
  limits:
    'It can vouch for .local names and private addresses only. It cannot vouch for your bank, or for anything else on the internet.',
  compareTitle: 'Compare these words',
  compare:
    'They must be the same, in the same order, on the hub’s own screen: |holdfast ca|. If one differs, stop and ask whoever looks after the store.',
  download: 'Get the certificate',
  downloadHint: 'store-ca.crt · a certificate, no secret',
  fileTitle: 'Then check the file itself',
  file: 'This page comes without encryption, so somebody on the network could change it. Before you trust the file, compare the SHA-256 that your device shows for it with the one on the hub’s screen:',
  stepsTitle: 'On your device',
  open: 'When it is done, open',
  validUntil: 'Valid until',
  devices: [
    {
      device: 'Windows',
      steps: [
        'Check the file: |certutil -hashfile store-ca.crt SHA256|',
        'Open the file, choose |Install Certificate| and |Local Machine|.',
        'Choose |Place all certificates in the following store|, then |Trusted Root Certification Authorities|.',
        'Restart the browser.',
      ],
    },
    {
      device: 'macOS',
      steps: [
        'Check the file: |shasum -a 256 store-ca.crt|',
        'Open the file; it goes into Keychain Access.',
        'Open the certificate there, unfold |Trust|, and set |Secure Sockets Layer (SSL)| to |Always Trust|.',
      ],
    },
    {
      device: 'iPhone, iPad',
      steps: [
        'Open this page in Safari, get the certificate, and allow the profile.',
        'In Settings, open |Profile Downloaded|. Under |More Details|, compare the fingerprint; then install.',
        'In |General › About › Certificate Trust Settings|, switch this store on.',
      ],
    },
    {
      device: 'Android',
      steps: [
        'Get the certificate.',
        'In Settings, search for |CA certificate|, and choose |Install anyway| and the file.',
        'Under |Trusted credentials › User|, open it and compare the SHA-256.',
      ],
    },
    {
      device: 'Linux: Chromium, Chrome',
      steps: [
        'Check the file: |sha256sum store-ca.crt|',
        'Install |libnss3-tools|, then: |certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n store -i store-ca.crt|',
        'Restart the browser.',
      ],
    },
    {
      device: 'Firefox, on any system',
      steps: [
        'In Settings, search for |certificates| and open |View Certificates › Authorities › Import|.',
        'Choose the file, press |View|, and compare the SHA-256.',
        'Tick |Trust this CA to identify websites|.',
      ],
    },
  ],
};

const zh: SiteWords = {
  lang: 'zh-CN',
  title: '信任本门店',
  otherLanguage: 'English',
  lede: '本门店有自己的证书颁发机构。设备信任它之后，打开门店页面不再出现警告，有没有外网都一样。',
  limits: '它只能为 .local 名称和内网地址作证，不能为银行或互联网上的任何其他网站作证。',
  compareTitle: '核对这些单词',
  compare:
    '门店主机自己的屏幕上（|holdfast ca|）必须显示同样的单词，顺序也要相同。只要有一个不同，请停下来，并联系门店的技术人员。',
  download: '下载证书',
  downloadHint: 'store-ca.crt · 只是证书，不含秘密',
  fileTitle: '再核对文件本身',
  file: '本页没有加密，网络中可能有人改动它。信任该文件之前，请把设备显示的 SHA-256 与门店主机屏幕上的核对：',
  stepsTitle: '在您的设备上',
  open: '完成后，请打开',
  validUntil: '有效期至',
  devices: [
    {
      device: 'Windows',
      steps: [
        '核对文件：|certutil -hashfile store-ca.crt SHA256|',
        '打开文件，选择|安装证书|和|本地计算机|。',
        '选择|将所有的证书都放入下列存储|，再选|受信任的根证书颁发机构|。',
        '重新启动浏览器。',
      ],
    },
    {
      device: 'macOS',
      steps: [
        '核对文件：|shasum -a 256 store-ca.crt|',
        '打开文件，它会进入“钥匙串访问”。',
        '在那里打开该证书，展开|信任|，把|加密套接字协议层 (SSL)|设为|始终信任|。',
      ],
    },
    {
      device: 'iPhone、iPad',
      steps: [
        '用 Safari 打开本页，下载证书，并允许下载描述文件。',
        '在“设置”中打开|已下载描述文件|，在|更多详细信息|里核对指纹，然后安装。',
        '在|通用 › 关于本机 › 证书信任设置|中打开本门店的开关。',
      ],
    },
    {
      device: 'Android',
      steps: [
        '下载证书。',
        '在“设置”中搜索|CA 证书|，选择|仍然安装|，再选择该文件。',
        '在|受信任的凭据 › 用户|中打开它，核对 SHA-256。',
      ],
    },
    {
      device: 'Linux：Chromium、Chrome',
      steps: [
        '核对文件：|sha256sum store-ca.crt|',
        '安装 |libnss3-tools|，然后运行：|certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n store -i store-ca.crt|',
        '重新启动浏览器。',
      ],
    },
    {
      device: 'Firefox（任何系统）',
      steps: [
        '在“设置”中搜索|证书|，打开|查看证书 › 证书颁发机构 › 导入|。',
        '选择该文件，按|查看|，核对 SHA-256。',
        '勾选|信任由此证书颁发机构来标识网站|。',
      ],
    },
  ],
};

export const SITE_WORDS: Readonly<Record<SiteLanguage, SiteWords>> = {en, zh};
