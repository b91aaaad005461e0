import type {Item, Operator} from '@holdfast/catalogue';
import {useEffect, useRef, useState} from 'react';
import {nameIn} from '../catalogue/item-finder.ts';
import {approveAll, approved, type Reduction, reduce, wantsApproval} from '../sale/discounts.ts';
import {
  addItem,
  type LabelledItem,
  liveLines,
  type OpenSale,
  setQuantity,
  voidLine,
} from '../sale/open-sale.ts';
import {parseQuantity} from '../sale/parse-quantity.ts';
import {findLabelled} from '../sale/read-label.ts';
import {parseTypedLine} from '../sale/typed-line.ts';
import {keyName} from '../till/key-name.ts';
import {ScanWatch} from '../till/scan-watch.ts';
import type {TillState} from '../till/till-state.ts';
import type {WebTill} from '../till/web-till.ts';
import {ApproveDialog} from './approve-dialog.tsx';
import {DonePanel} from './done-panel.tsx';
import {HeldDialog} from './held-dialog.tsx';
import {ItemsPanel} from './items-panel.tsx';
import {useLooks} from './looks.tsx';
import {PayPanel} from './pay-panel.tsx';
import {QuantityDialog, type QuantityQuestion} from './quantity-dialog.tsx';
import {ReductionDialog, type ReductionQuestion} from './reduction-dialog.tsx';
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
  const [reducing, setReducing] = useState<ReductionQuestion | undefined>();
  const [asking, setAsking] = useState<Asking | undefined>();
  const [held, setHeld] = useState(false);
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
    await change(sale => addItem(sale, item, {quantityText: quantityText ?? '1'}));
  };
  const change = async (step: (sale: OpenSale) => OpenSale) => {
    await till.changeSale(step);
    toSearch();
  };
  const addLabelled = (item: Item, label: LabelledItem) => {
    setTyped('');
    setProblem('');
    void change(sale => addItem(sale, item, {label}));
  };
  /** One of the store's own labels; false for any other code. */
  const enterLabel = (code: string): boolean => {
    if (!settings || finder?.byCode(code)) return false;
    const found = findLabelled(code, {settings, byCode: text => finder?.byCode(text)});
    if (!found) return false;
    if (found.kind === 'item') addLabelled(found.item, found.label);
    else if (found.kind === 'weight') void add(found.item, found.quantityText);
    else {
      setTyped('');
      const words = {
        wrongCheckDigit: say.labelWrong,
        nothing: say.labelNothing,
        unknownItem: say.labelUnknown,
        notByWeight: say.labelNothing,
      }[found.kind];
      setProblem(words({code: found.kind === 'unknownItem' ? found.code : code}));
    }
    return true;
  };
  /** Takes a price or money off, asking whoever may where this operator alone may not. */
  const takeOff = (reduction: Reduction) => {
    setReducing(undefined);
    if (!settings) return;
    if (wantsApproval(reduce(state.sale, reduction), {settings, role: operator.role})) {
      setAsking({kind: 'reduction', reduction});
    } else void change(sale => reduce(sale, reduction));
  };
  /** What was let be for ten pieces is not let be for the one that is left. */
  const toPay = () => {
    if (!settings || !canPay) return;
    if (wantsApproval(state.sale, {settings, role: operator.role})) setAsking({kind: 'sale'});
    else setPaying(true);
  };
  /** What was scanned or typed; a scan must be exactly a code, words may be the best that fits. */
  const enter = (text: string, scanned: boolean) => {
    const line = parseTypedLine(text);
    const quantityText = /[*×]/.test(text) ? line.quantityText : undefined;
    if (line.text === '') {
      if (state.last) till.dismissLast();
      return;
    }
    if (enterLabel(line.text)) return;
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
        setReducing(undefined);
        setAsking(undefined);
        setHeld(false);
        enter(scanned, true);
      }
      return;
    }
    const key = keyName(event);
    const free = !paying && !question && !reducing && !asking && !held;
    if (key === settings?.keys.pay && canPay && free) {
      event.preventDefault();
      toPay();
    } else if (key === settings?.keys.search && free) {
      event.preventDefault();
      toSearch();
    } else if (key === settings?.keys.discount && canPay && free) {
      event.preventDefault();
      setReducing({kind: 'sale'});
    } else if (key === settings?.keys.suspend && canPay && free) {
      event.preventDefault();
      void till.suspendSale().then(toSearch);
    } else if (key === settings?.keys.recall && lines.length === 0 && free) {
      event.preventDefault();
      setHeld(true);
    } else if (isLetter(event) && free && !isTyping(event.target)) toSearch();
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
      <h1 className="heard-only">{say.sale}</h1>
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
          onChange={step => till.changeSale(step)}
          onPay={async cashMinor => {
            await till.pay(cashMinor);
            setPaying(false);
          }}
        />
      ) : state.last && lines.length === 0 ? (
        <DonePanel
          till={till}
          state={state}
          last={state.last}
          settings={settings}
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
          onDiscount={() => setReducing({kind: 'sale'})}
          onHeld={() => setHeld(true)}
          onPay={toPay}
        />
      )}
      {question && (
        <QuantityDialog
          question={question}
          onClose={() => setQuestion(undefined)}
          onVoid={lineNumber => {
            setQuestion(undefined);
            void change(sale => voidLine(sale, lineNumber));
          }}
          onReduce={(kind, line) => {
            setQuestion(undefined);
            setReducing({kind, line});
          }}
          onSet={quantityText => {
            setQuestion(undefined);
            void change(sale =>
              question.kind === 'add'
                ? addItem(sale, question.item, {quantityText})
                : setQuantity(sale, {lineNumber: question.line.lineNumber, quantityText}),
            );
          }}
        />
      )}
      {held && (
        <HeldDialog
          till={till}
          view={state.suspended}
          settings={settings}
          operators={state.store.operators}
          onClose={() => {
            setHeld(false);
            toSearch();
          }}
        />
      )}
      {reducing && (
        <ReductionDialog
          question={reducing}
          sale={state.sale}
          settings={settings}
          onClose={() => setReducing(undefined)}
          onReduce={takeOff}
        />
      )}
      {asking && (
        <ApproveDialog
          approvers={state.store.operators.filter(
            ({role}) => !wantsApproval(asked(state.sale, asking), {settings, role}),
          )}
          lede={say.approveLede}
          onClose={() => setAsking(undefined)}
          onApproved={({operatorId}) => {
            setAsking(undefined);
            if (asking.kind === 'reduction')
              void change(sale => reduce(sale, approved(asking.reduction, operatorId)));
            else
              void till
                .changeSale(sale => approveAll(sale, operatorId))
                .then(() => setPaying(true));
          }}
        />
      )}
    </main>
  );
}

/** What somebody else has to let be: one reduction, or all of a sale before it is paid. */
type Asking = {readonly kind: 'reduction'; readonly reduction: Reduction} | {readonly kind: 'sale'};

function asked(sale: OpenSale, asking: Asking): OpenSale {
  return asking.kind === 'reduction' ? reduce(sale, asking.reduction) : sale;
}

function isLetter({key, ctrlKey, altKey, metaKey}: KeyboardEvent): boolean {
  return [...key].length === 1 && key !== ' ' && !ctrlKey && !altKey && !metaKey;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
