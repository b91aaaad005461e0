import {STATE_LOOKS, sinceText} from '@holdfast/ui';
import {useState} from 'react';
import {Button} from 'react-aria-components/Button';
import * as z from 'zod';
import {ApiProblem} from '../office/api-problem.ts';
import {bytesText} from './duration-text.ts';
import {useLooks} from './looks.tsx';
import type {PageProps} from './page-props.ts';
import {type UplinkView, uplinkLook, uplinkWord} from './uplink-words.ts';

const testedSchema = z.array(z.object({name: z.string(), answered: z.boolean()}));

/** The ways to head office: how each is, tried, preferred, paused. */
export function UplinksPage({office, session, view}: PageProps) {
  const {say, language} = useLooks();
  const [said, setSaid] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState('');
  const maySteer = session.rights.includes('uplinks');
  const tell = (name: string, text: string) => setSaid(before => ({...before, [name]: text}));
  const run = async (name: string, work: () => Promise<string>) => {
    setBusy(name);
    try {
      tell(name, await work());
    } catch (error) {
      const detail = error instanceof ApiProblem ? error.message : '';
      tell(name, `${say.failed}. ${detail}`);
    } finally {
      setBusy('');
    }
  };
  const pathOf = (name: string, verb: string) => `/uplinks/${encodeURIComponent(name)}/${verb}`;
  const test = (name: string) =>
    run(name, async () => {
      const [tested] = await office.ask(testedSchema, 'POST', pathOf(name, 'test'), {});
      return tested?.answered ? say.uplinkAnswered : say.uplinkSilent;
    });
  const steer = (name: string, wish: 'prefer' | 'pause' | 'resume') =>
    run(name, async () => {
      await office.ask(z.unknown(), 'POST', pathOf(name, wish), {});
      return '';
    });
  return (
    <>
      <h1>{say.uplinkTitle}</h1>
      <ul className="cards">
        {view.status.uplinks.map(uplink => {
          const {name, paused, preferred, lastError} = uplink;
          return (
            <li key={name} className="sheet" data-look={uplinkLook(uplink)}>
              <h2>
                <span translate="no">{name}</span>
                <span className="mark" data-look={uplinkLook(uplink)}>
                  <span aria-hidden="true">{STATE_LOOKS[uplinkLook(uplink)]}</span>{' '}
                  {uplinkWord(uplink, say)}
                </span>
              </h2>
              <ul className="facts">
                <li>
                  {say.since({
                    time: sinceText(uplink.sinceMs, {language, nowMs: view.status.timeMs}),
                  })}
                </li>
                {factsOf(uplink)}
              </ul>
              {lastError !== '' && (
                <p className="soft">
                  <code translate="no">{lastError}</code>
                </p>
              )}
              <div className="row wrap">
                <Button
                  className="secondary"
                  isDisabled={busy !== ''}
                  onPress={() => void test(name)}
                >
                  {say.uplinkTest}
                </Button>
                {maySteer && !preferred && !paused && (
                  <Button className="secondary" onPress={() => void steer(name, 'prefer')}>
                    {say.uplinkPrefer}
                  </Button>
                )}
                {maySteer && (
                  <Button
                    className="secondary"
                    onPress={() => void steer(name, paused ? 'resume' : 'pause')}
                  >
                    {paused ? say.uplinkResume : say.uplinkPause}
                  </Button>
                )}
              </div>
              <p role="status">{said[name]}</p>
            </li>
          );
        })}
      </ul>
    </>
  );

  function factsOf(uplink: UplinkView) {
    const {rttMs, metered, preferred, seenAs, usedBytes, budgetBytes} = uplink;
    const facts = [
      ...(preferred ? [say.uplinkPreferred] : []),
      ...(metered ? [say.uplinkMetered] : []),
      ...(rttMs === undefined ? [] : [say.uplinkRtt({count: Math.round(rttMs)})]),
      say.uplinkBytes({
        out: bytesText(uplink.bytesOut, language),
        in: bytesText(uplink.bytesIn, language),
      }),
      ...(budgetBytes === undefined
        ? []
        : [
            say.uplinkBudget({
              used: bytesText(usedBytes, language),
              budget: bytesText(budgetBytes, language),
            }),
          ]),
      ...(seenAs === '' ? [] : [say.uplinkSeenAs({name: seenAs})]),
    ];
    return facts.map(fact => <li key={fact}>{fact}</li>);
  }
}
