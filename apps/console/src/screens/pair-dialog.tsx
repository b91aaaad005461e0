import {pairingCodeOpenedSchema, pairingCodeStatusSchema} from '@holdfast/hub/console';
import {Dialog} from '@holdfast/ui';
import {useCallback, useEffect, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import * as z from 'zod';
import type {Office} from '../office/office.ts';
import {problemOf} from './act-dialog.tsx';
import {type Looks, useLooks} from './looks.tsx';
import {QrCode} from './qr-code.tsx';

const LOOK_EVERY_MS = 1_000;

type Opened = z.output<typeof pairingCodeOpenedSchema>;
type Status = z.output<typeof pairingCodeStatusSchema>;
const linkSchema = z.object({link: z.string(), windowMs: z.number()});

/** Lets one till in: digits to type there, its name to approve here; or a QR code. */
export function PairDialog(props: {readonly office: Office; readonly onClose: () => void}) {
  const {office, onClose} = props;
  const looks = useLooks();
  const {say} = looks;
  const [opened, setOpened] = useState<(Opened & {readonly untilHereMs: number}) | undefined>();
  const [status, setStatus] = useState<Status | undefined>();
  const [link, setLink] = useState('');
  const [problem, setProblem] = useState('');
  const [leftS, setLeftS] = useState(0);
  const open = useCallback(async () => {
    setStatus(undefined);
    setProblem('');
    try {
      const window = await office.ask(pairingCodeOpenedSchema, 'POST', '/pairing-codes', {});
      setOpened({...window, untilHereMs: performance.now() + window.windowMs});
    } catch (error) {
      setProblem(problemOf(error, say));
    }
  }, [office, say]);
  useEffect(() => {
    void open();
  }, [open]);
  const windowId = opened?.windowId;
  const untilHereMs = opened?.untilHereMs ?? 0;
  useEffect(() => {
    if (windowId === undefined) return;
    const look = async () => {
      setLeftS(Math.max(0, Math.ceil((untilHereMs - performance.now()) / 1_000)));
      const path = `/pairing-codes/${windowId}`;
      const now = await office.ask(pairingCodeStatusSchema, 'GET', path).catch(() => undefined);
      if (now) setStatus(now);
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [office, windowId, untilHereMs]);
  const decide = async (approve: boolean) => {
    const journalId = status?.till?.journalId;
    if (journalId === undefined || windowId === undefined) return;
    const path = `/pairing-codes/${windowId}/decision`;
    try {
      setStatus(await office.ask(pairingCodeStatusSchema, 'POST', path, {journalId, approve}));
    } catch (error) {
      setProblem(problemOf(error, say));
    }
  };
  const showLink = async () => {
    try {
      setLink((await office.ask(linkSchema, 'POST', '/pairing-links', {})).link);
    } catch (error) {
      setProblem(problemOf(error, say));
    }
  };
  return (
    <Dialog label={say.pairTitle} onClose={onClose}>
      <div className="asks">
        <h2>{say.pairTitle}</h2>
        {link === '' ? (
          <CodePart {...{looks, opened, status, leftS}} onDecide={decide} onAgain={open} />
        ) : (
          <>
            <p>{say.pairLinkHow}</p>
            <QrCode text={link} label={say.pairLinkCopy} />
            <code translate="no">{link}</code>
          </>
        )}
        <p className="problem" role="alert">
          {problem}
        </p>
        <div className="dialog-end">
          {link === '' && (
            <Button className="quiet" onPress={() => void showLink()}>
              {say.pairByLink}
            </Button>
          )}
          <Button className="secondary" onPress={onClose}>
            {say.close}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function CodePart(props: {
  readonly looks: Looks;
  readonly opened: Opened | undefined;
  readonly status: Status | undefined;
  readonly leftS: number;
  readonly onDecide: (approve: boolean) => Promise<void>;
  readonly onAgain: () => Promise<void>;
}) {
  const {looks, opened, status, leftS, onDecide, onAgain} = props;
  const {say} = looks;
  if (!opened) return <p role="status">{say.loading}</p>;
  if (status?.state === 'paired') return <p role="status">{say.pairDone}</p>;
  if (status?.state === 'closed' || leftS === 0) {
    return (
      <>
        <p role="status">
          {say.pairClosed} {status?.reason && <code translate="no">{status.reason}</code>}
        </p>
        <Button className="primary" onPress={() => void onAgain()}>
          {say.pairAgain}
        </Button>
      </>
    );
  }
  if (status?.state === 'claimed' && status.till) {
    const {workstationId, name, address} = status.till;
    return (
      <>
        <p role="alert">
          <strong>{say.pairAsks({name: `${workstationId} ${name}`})}</strong>
        </p>
        <p className="soft">{say.pairFrom({name: address})}</p>
        <div className="row">
          <Button className="secondary" onPress={() => void onDecide(false)}>
            {say.pairDecline}
          </Button>
          <Button className="primary" onPress={() => void onDecide(true)}>
            {say.pairApprove}
          </Button>
        </div>
      </>
    );
  }
  if (status?.state === 'approved') return <p role="status">{say.loading}</p>;
  const {code} = opened;
  return (
    <>
      <p>{say.pairCodeHow}</p>
      <output className="digits" translate="no">
        {`${code.slice(0, 4)} ${code.slice(4)}`}
      </output>
      <p className="soft">
        {say.pairLeft({count: leftS})}
        {status && ` · ${say.pairTries({count: status.triesLeft})}`}
      </p>
    </>
  );
}
