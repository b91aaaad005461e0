import type {Item, Operator} from '@holdfast/catalogue';
import {useEffect, useRef, useState} from 'react';
import {nameIn} from '../catalogue/item-finder.ts';
import {liveLines, parseQuantity} from '../sale/open-sale.ts';
import {parseTypedLine} from '../sale/typed-line.ts';
import {ScanWatch} from '../till/scan-watch.ts';
import type {TillState} from '../till/till-state.ts';
import type {WebTill} from '../till/web-till.ts';
import {DonePanel} from './done-panel.tsx';
import {ItemsPanel} from './items-panel.tsx';
import {useLooks} from './looks.tsx';
import {PayPanel} from './pay-panel.tsx';
import {QuantityDialog, type QuantityQuestion} from './quantity-dialog.tsx';
import {SalePanel} from './sale-panel.tsx';

/** Selling: items on one side, the sale, its payment or its receipt on the other. */
export function SellScreen(props: {
  readonly till: WebTill;
  readonly state: TillState;
  readonly operator: Operator;
}) {
  const {till, state, operator} = props;
  const {say, language} = useLooks();
  const {settings, finder} = state.store;
  const [typed, setTyped] = useState('');
  const [paying, setPaying] = useState(false);
  const [question, setQuestion] = useState<QuantityQuestion | undefined>();
  const [problem, setProblem] = useState('');
  const [scannedWhilePaying, setScannedWhilePaying] = useState(0);
  const search = useRef<HTMLInputElement>(null);
  const lines = liveLines(state.sale);
  const canPay = lines.length > 0 && !paying;

  const toSearch = () => search.current?.focus();
  const add = async (item: Item, quantityText: string | undefined) => {
    setTyped('');
    setProblem('');
    if (quantityText === undefined && item.weighed) {
      setQuestion({kind: 'add', item, name: nameIn(item, language)});
      return;
    }
    if (parseQuantity(quantityText ?? '1', item) === undefined) {
      setQuestion({kind: 'add', item, name: nameIn(item, language)});
      return;
    }
    await till.addItem(item, quantityText ?? '1');
    toSearch();
  };
  /** What was scanned or typed; a scan must be exactly a code, words may be the best that fits. */
  const enter = (text: string, scanned: boolean) => {
    const line = parseTypedLine(text);
    const quantityText = /[*×]/.test(text) ? line.quantityText : undefined;
    if (line.text === '') {
      if (state.last) till.dismissLast();
      return;
    }
    const item =
      finder?.byCode(line.text) ?? (scanned ? undefined : finder?.search(line.text, 1)[0]);
    if (item) void add(item, quantityText);
    else {
      setTyped('');
      setProblem(say.unknownCode({code: line.text}));
    }
  };

  const keys = useRef<(event: KeyboardEvent) => void>(() => {});
  const watch = useRef(new ScanWatch());
  keys.current = event => {
    if (state.front === 'menu') return;
    const scanned = watch.current.key(event.key, event.timeStamp);
    if (scanned !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      if (paying) setScannedWhilePaying(scannedWhilePaying + 1);
      else {
        setQuestion(undefined);
        enter(scanned, true);
      }
      return;
    }
    if (event.key === 'F12' && canPay) {
      event.preventDefault();
      setPaying(true);
    } else if (event.key === 'F2' && !paying) {
      event.preventDefault();
      toSearch();
    } else if (isLetter(event) && !paying && !question && !isTyping(event.target)) toSearch();
  };
  useEffect(() => {
    const listener = (event: KeyboardEvent) => keys.current(event);
    document.addEventListener('keydown', listener, {capture: true});
    return () => document.removeEventListener('keydown', listener, {capture: true});
  }, []);
  useEffect(() => till.show(paying ? 'payment' : 'sale'), [till, paying]);
  useEffect(() => {
    if (!paying) search.current?.focus();
  }, [paying]);
  if (!settings) return null;

  return (
    <main className="sell" data-paying={paying}>
      <ItemsPanel
        state={state}
        typed={typed}
        inputRef={search}
        problem={problem}
        away={paying}
        onType={text => {
          setTyped(text);
          setProblem('');
        }}
        onEnter={() => enter(typed, false)}
        onItem={item => void add(item, undefined)}
      />
      {paying ? (
        <PayPanel
          sale={state.sale}
          settings={settings}
          status={state.status}
          scans={scannedWhilePaying}
          onBack={() => setPaying(false)}
          onPay={async cashMinor => {
            await till.pay(cashMinor);
            setPaying(false);
          }}
        />
      ) : state.last && lines.length === 0 ? (
        <DonePanel
          last={state.last}
          settings={settings}
          operators={state.store.operators}
          finder={finder}
          onNext={() => {
            till.dismissLast();
            toSearch();
          }}
        />
      ) : (
        <SalePanel
          till={till}
          state={state}
          operator={operator}
          settings={settings}
          onLine={line => setQuestion({kind: 'change', line, name: nameIn(line, language)})}
          onPay={() => setPaying(true)}
        />
      )}
      {question && (
        <QuantityDialog
          question={question}
          onClose={() => setQuestion(undefined)}
          onVoid={lineNumber => {
            setQuestion(undefined);
            void till.voidLine(lineNumber).then(toSearch);
          }}
          onSet={quantityText => {
            setQuestion(undefined);
            const done =
              question.kind === 'add'
                ? till.addItem(question.item, quantityText)
                : till.setQuantity({lineNumber: question.line.lineNumber, quantityText});
            void done.then(toSearch);
          }}
        />
      )}
    </main>
  );
}

function isLetter({key, ctrlKey, altKey, metaKey}: KeyboardEvent): boolean {
  return [...key].length === 1 && key !== ' ' && !ctrlKey && !altKey && !metaKey;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
