import {appendFile} from 'node:fs/promises';
import {drawerKick} from '@holdfast/paper';
import {
  type Printer,
  type PrinterLink,
  type PrintOutcome,
  parsePrinterAddress,
} from '@holdfast/printing';
import {assert, concatBytes} from '@holdfast/std';
import type {PrinterProblem} from '@holdfast/wire';
import {PRINTER_LIMITS, PrinterSocket} from './printer-socket.ts';
import {PRINTED_QUESTION} from './printer-status.ts';

/** DLE DC4 1 m t: the drawer's pulse, obeyed also by a printer that has no paper. */
const KICK_NOW = {2: Uint8Array.of(0x10, 0x14, 1, 0, 1), 5: Uint8Array.of(0x10, 0x14, 1, 1, 1)};

/** Prints over the network and into files, by ESC/POS. One connection a job: printers take one. */
export function escposPrinterLink(): PrinterLink {
  return {
    async print(asked, signal) {
      const {printer, paper, drawer, begins} = asked;
      const kick = drawer ? drawerKick(printer.drawer_pin) : new Uint8Array();
      const bytes = concatBytes(kick, paper);
      const address = parsePrinterAddress(printer.at);
      assert(address, 'a printer of the book has an address');
      if (address.kind === 'file') return intoFile(address.path, {bytes, begins});
      const socket = await PrinterSocket.open(address, signal);
      if (typeof socket === 'string') return {kind: 'notReady', problem: socket, kicked: false};
      try {
        return await overSocket(socket, {...asked, bytes}, signal);
      } finally {
        await socket.close();
      }
    },
    async look(printer, signal) {
      const address = parsePrinterAddress(printer.at);
      if (address?.kind !== 'tcp') return undefined;
      const socket = await PrinterSocket.open(address, signal);
      if (typeof socket === 'string') return socket;
      const problem = printer.answers ? await socket.ask() : undefined;
      await socket.close();
      return problem;
    },
  };
}

interface Asked {
  readonly printer: Printer;
  readonly bytes: Uint8Array;
  readonly drawer: boolean;
  readonly begins: () => Promise<boolean>;
}

async function overSocket(
  socket: PrinterSocket,
  asked: Asked,
  signal: AbortSignal,
): Promise<PrintOutcome> {
  const {printer, bytes, drawer, begins} = asked;
  const problem = printer.answers ? await socket.ask() : undefined;
  if (problem) {
    const kicked = drawer && problem === 'paper-out';
    if (kicked) await socket.send(KICK_NOW[printer.drawer_pin]);
    return {kind: 'notReady', problem, kicked};
  }
  if (!(await begins())) return {kind: 'withdrawn'};
  await socket.send(printer.answers ? concatBytes(bytes, PRINTED_QUESTION) : bytes);
  return printer.answers ? untilPrinted(socket, signal) : {kind: 'sent'};
}

/** Waits for the printer's word; where it does not come, asks why. */
async function untilPrinted(socket: PrinterSocket, signal: AbortSignal): Promise<PrintOutcome> {
  const {printMs, stopMs} = PRINTER_LIMITS;
  let deadlineMs = performance.now() + printMs;
  signal.addEventListener('abort', () => {
    deadlineMs = Math.min(deadlineMs, performance.now() + stopMs);
  });
  let problem: PrinterProblem = 'silent';
  while (performance.now() < deadlineMs) {
    const said = await socket.confirmed(PRINTER_LIMITS.askEveryMs);
    if (said === 'yes') return {kind: 'printed'};
    if (said === 'closed') return {kind: 'unsure', problem: 'cut-off'};
    const met = await socket.ask();
    // Silent while it prints is no news; off-line without a reason may be the paper running.
    if (met && met !== 'silent' && met !== 'offline') return {kind: 'unsure', problem: met};
    if (met) problem = met;
  }
  return {kind: 'unsure', problem};
}

async function intoFile(
  path: string,
  {bytes, begins}: Pick<Asked, 'bytes' | 'begins'>,
): Promise<PrintOutcome> {
  try {
    await appendFile(path, new Uint8Array());
  } catch {
    return {kind: 'notReady', problem: 'unwritable', kicked: false};
  }
  if (!(await begins())) return {kind: 'withdrawn'};
  try {
    await appendFile(path, bytes, {flush: !path.startsWith('/dev/')});
    return {kind: 'sent'};
  } catch {
    return {kind: 'unsure', problem: 'unwritable'};
  }
}
