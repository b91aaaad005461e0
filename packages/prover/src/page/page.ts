import {verifyExport} from '../verify/verify-export.ts';
import {droppedFiles, exportFilesOf} from './dropped-files.ts';
import {canVerify, pageVerifyTools} from './page-tools.ts';
import {drawState, type PageState} from './page-view.ts';
import {type Language, PAGE_WORDS} from './page-words.ts';

const REDRAW_MS = 100;

let language: Language = navigator.language.startsWith('zh') ? 'zh' : 'en';
let state: PageState = {kind: 'empty'};
let drawnAtMs = 0;

const main = document.createElement('main');

function show(next: PageState): void {
  state = next;
  draw();
}

function draw(): void {
  const words = PAGE_WORDS[language];
  document.documentElement.lang = language;
  document.title = `Holdfast · ${words.title}`;
  const title = document.createElement('h1');
  title.textContent = words.title;
  const toggle = button(words.otherLanguage, () => {
    language = language === 'en' ? 'zh' : 'en';
    draw();
  });
  toggle.className = 'language';
  const header = document.createElement('header');
  header.append(title, toggle);
  const [lead, foot] = [document.createElement('p'), document.createElement('footer')];
  lead.className = 'lead';
  lead.textContent = words.lead;
  foot.textContent = words.offline;
  const again = button(words.again, () => show({kind: 'empty'}));
  const scene = {words, language, picker: folderPicker(words.chooseFolder), again};
  main.replaceChildren(header, lead, drawState(state, scene), foot);
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.addEventListener('click', act);
  return made;
}

function folderPicker(text: string): HTMLElement {
  const label = document.createElement('label');
  label.className = 'pick';
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.webkitdirectory = true;
  input.addEventListener('change', () => void check([...(input.files ?? [])]));
  label.append(text, input);
  return label;
}

async function check(files: readonly File[]): Promise<void> {
  if (files.length === 0 || state.kind === 'checking' || state.kind === 'unfit') return;
  show({kind: 'checking', done: 0, total: 0});
  const report = await verifyExport(pageVerifyTools(), exportFilesOf(files), (done, total) => {
    const nowMs = performance.now();
    if (nowMs - drawnAtMs < REDRAW_MS) return;
    drawnAtMs = nowMs;
    show({kind: 'checking', done, total});
  });
  show({kind: 'checked', report});
}

document.addEventListener('dragover', event => event.preventDefault());
document.addEventListener('drop', event => {
  event.preventDefault();
  const {dataTransfer} = event;
  if (dataTransfer) void droppedFiles(dataTransfer).then(check);
});
document.body.append(main);
draw();
if (!(await canVerify())) show({kind: 'unfit'});
