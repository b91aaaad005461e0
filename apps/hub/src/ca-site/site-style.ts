/** The page's only style, inline: nothing else is served here, and no font is fetched. */
export const SITE_STYLE = `
:root{color-scheme:light dark;--ink:#16211d;--soft:#52605a;--paper:#f6f7f4;--card:#fff;--line:#d9ded9;--accent:#0b6b4f;--on-accent:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e8eeea;--soft:#a3b1aa;--paper:#101512;--card:#18201c;--line:#2c3832;--accent:#4cc79c;--on-accent:#06241a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.55 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:62rem;margin:0 auto;padding:1.25rem 1.25rem 4rem}
header{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;color:var(--soft)}
header a{color:inherit;padding:.75rem 0}
h1{font-size:clamp(1.9rem,6vw,2.75rem);line-height:1.15;letter-spacing:-.015em;margin:1rem 0 .5rem}
h2{font-size:1.25rem;margin:0 0 .5rem}
p+h2{margin-top:1.75rem}
p{margin:.5rem 0;max-width:42rem}
.soft{color:var(--soft)}
section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.25rem;margin:1.25rem 0}
.words{display:grid;grid-template-columns:repeat(2,1fr);gap:.5rem;list-style:none;margin:1rem 0 0;padding:0;counter-reset:word}
.words li{counter-increment:word;border:1px solid var(--line);border-radius:10px;padding:.6rem .75rem;font-size:1.15rem;font-weight:600}
.words li::before{content:counter(word);display:inline-block;width:1.5em;color:var(--soft);font-size:.8rem;font-weight:400}
.get{display:inline-block;background:var(--accent);color:var(--on-accent);text-decoration:none;font-weight:600;border-radius:10px;padding:.8rem 1.4rem;margin:.25rem 0}
.hex{font:1rem/1.7 ui-monospace,"SF Mono",Consolas,monospace;display:flex;flex-wrap:wrap;gap:.1rem .9rem;margin:.75rem 0 0}
code,kbd{font:.92em ui-monospace,"SF Mono",Consolas,monospace;background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:.05rem .35rem;overflow-wrap:anywhere}
kbd{font-family:inherit;font-size:.95em}
details{border-top:1px solid var(--line)}
summary{cursor:pointer;padding:.8rem 0;font-weight:600}
details ol{margin:0 0 1rem;padding-left:1.4rem}
details li{margin:.35rem 0}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
.url{overflow-wrap:anywhere;font-weight:600}
@media (min-width:48rem){.words{grid-template-columns:repeat(4,1fr)}section{padding:1.75rem}}
`;
