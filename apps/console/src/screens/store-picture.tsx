import type {ConsoleView} from '@holdfast/hub/console';
import {STATE_LOOKS, type StateLook} from '@holdfast/ui';
import {useLooks} from './looks.tsx';
import {LOOK_OF, stateWord} from './state-words.ts';
import {isOpen, tillLook} from './till-words.ts';
import {uplinkLook, uplinkWord} from './uplink-words.ts';

/** Tills, hub, ways out, head office, as they stand now: shape, word and colour say the same. */
export function StorePicture({view}: {readonly view: ConsoleView}) {
  const {say} = useLooks();
  const {status} = view;
  const tills = status.tills.filter(isOpen);
  const here = tills.filter(({connected}) => connected).length;
  const reached = status.uplinks.some(({health, paused}) => health === 'healthy' && !paused);
  const mirror = status.standby;
  return (
    <ol className="picture">
      <li className="node">
        <h3>{say.pictureTills}</h3>
        {tills.length === 0 ? (
          <p className="soft">{say.noTills}</p>
        ) : (
          <>
            <p className="soft">{say.tillsHere({count: here, total: tills.length})}</p>
            <ul className="dots">
              {tills.map(till => (
                <li key={till.journalId} data-look={tillLook(till)}>
                  <span aria-hidden="true">{STATE_LOOKS[tillLook(till)]}</span>{' '}
                  <span translate="no">{till.workstationId}</span>
                  <span className="hidden">{till.connected ? say.tillHere : say.tillAway}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </li>
      <li className="node hub-node" data-look={LOOK_OF[status.state]}>
        <h3>{say.pictureHub}</h3>
        <Mark look={LOOK_OF[status.state]} word={stateWord(status.state, say)} />
        {mirror && (
          <Mark
            look={mirror.state === 'mirrored' ? 'good' : 'warn'}
            word={`${say.standby}: ${mirror.name}`}
          />
        )}
      </li>
      <li className="node ways">
        <h3>{say.uplinkTitle}</h3>
        <ul>
          {status.uplinks.map(uplink => (
            <li key={uplink.name} data-look={uplinkLook(uplink)}>
              <Mark
                look={uplinkLook(uplink)}
                word={`${uplink.name} · ${uplinkWord(uplink, say)}`}
              />
            </li>
          ))}
        </ul>
      </li>
      <li className="node" data-look={reached ? 'good' : 'bad'}>
        <h3>{say.pictureOffice}</h3>
        <Mark look={reached ? 'good' : 'bad'} word={reached ? say.wordOnline : say.wordOffline} />
      </li>
    </ol>
  );
}

function Mark({look, word}: {readonly look: StateLook; readonly word: string}) {
  return (
    <p className="mark" data-look={look}>
      <span aria-hidden="true">{STATE_LOOKS[look]}</span> {word}
    </p>
  );
}
