import {toString as drawQr} from 'qrcode';
import type {PrintedSheet} from './recovery-sheet-lines.ts';
import {dateTimeText} from './time-text.ts';

const STYLE = `
@page{size:A4;margin:18mm}
body{font:12pt/1.5 system-ui,"Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;color:#000;background:#fff;max-width:174mm;margin:0 auto}
h1{font-size:22pt;line-height:1.2;margin:0 0 2mm}
h1 span{font-weight:400}
p{margin:2mm 0}
ol{display:grid;grid-template-columns:repeat(4,1fr);gap:3mm;list-style:none;margin:8mm 0;padding:0;counter-reset:word}
li{counter-increment:word;border:.3mm solid #000;border-radius:2mm;padding:2.5mm 3mm;font:600 13pt/1.2 ui-monospace,Consolas,monospace}
li::before{content:counter(word);display:block;font:400 8pt/1.2 system-ui,sans-serif}
.foot{display:flex;gap:8mm;align-items:flex-start}
.foot svg{width:52mm;height:52mm;flex:none}
`;

/** The sheet as one page to print, in English and Chinese. Nothing is fetched, nothing runs. */
export async function recoverySheetPage(sheet: PrintedSheet): Promise<string> {
  const {words, printedAtMs, hubId, store} = sheet;
  const code = await drawQr(words.join(' '), {type: 'svg', errorCorrectionLevel: 'M', margin: 2});
  const name = `${store.name} · ${store.id}`.replace(
    /[&<>"]/g,
    letter => `&#${letter.charCodeAt(0)};`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Recovery sheet ${name}</title><style>${STYLE}</style></head><body>
<h1>Recovery sheet <span lang="zh-CN">恢复页</span></h1>
<p><strong>${name}</strong> · hub ${hubId.slice(0, 8)} · ${dateTimeText(printedAtMs)}</p>
<p>Whoever has these sixteen words can speak for this store. Lock the sheet away, outside of the store if you can, and
delete the file it was printed from. The hub does not keep the words.</p>
<p lang="zh-CN">持有这十六个单词的人即可代表本门店。请把本页锁好，最好存放在门店之外，并删除打印所用的文件。门店主机不保存这些单词。</p>
<ol translate="no">${words.map(word => `<li>${word}</li>`).join('')}</ol>
<div class="foot">${code}<div>
<p><strong>Now:</strong> type the words back, so that you know they can be read: <code>holdfast recovery confirm</code></p>
<p lang="zh-CN"><strong>现在：</strong>请把单词重新输入一遍，以确认可以看清：<code>holdfast recovery confirm</code></p>
<p><strong>When the hub is gone:</strong> <code>holdfast recovery restore store-ca.sealed.json</code></p>
<p lang="zh-CN"><strong>主机丢失或损坏时：</strong><code>holdfast recovery restore store-ca.sealed.json</code></p>
</div></div></body></html>
`;
}
