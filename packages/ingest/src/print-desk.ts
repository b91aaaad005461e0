import {
  type DecidePrint,
  type HubToTerminal,
  LAN_PROTOCOL_VERSION,
  type Printers,
  type PrintPaper,
  type PrintState,
} from '@holdfast/wire';

const V = LAN_PROTOCOL_VERSION;

/** What became of something to print, as a till is told. */
export type PrintNews = Omit<PrintState, 'v' | 'type'>;

/** Prints for tills. Never rejects: what goes wrong is news. */
export interface PrintDesk {
  /** The store's printers, as this till has them. */
  printers(workstationId: string): Printers['printers'];
  /** What this till asked for that is not over: told again to each new session. */
  unfinished(workstationId: string): readonly PrintNews[];
  print(workstationId: string, asked: PrintPaper): Promise<PrintNews>;
  /** `undefined` for what it never asked for. */
  decide(workstationId: string, asked: DecidePrint): Promise<PrintNews | undefined>;
}

export function printState(news: PrintNews): HubToTerminal {
  return {v: V, type: 'printState', ...news};
}

/** What a till is told of printing when its session opens. */
export function printingOf(desk: PrintDesk, workstationId: string): readonly HubToTerminal[] {
  const printers = desk.printers(workstationId);
  return [{v: V, type: 'printers', printers}, ...desk.unfinished(workstationId).map(printState)];
}

/** Answers a till's question about paper; a hub that does not print passes over it. */
export async function answerPrinting(
  {printing: desk}: {readonly printing?: PrintDesk},
  question: {
    readonly journal: {readonly workstationId: string};
    readonly asked: PrintPaper | DecidePrint;
  },
): Promise<readonly HubToTerminal[]> {
  const {asked, journal} = question;
  if (!desk) return [];
  const news =
    asked.type === 'printPaper'
      ? await desk.print(journal.workstationId, asked)
      : await desk.decide(journal.workstationId, asked);
  return news ? [printState(news)] : [];
}
