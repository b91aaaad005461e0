import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import * as z from 'zod';
import type {LabHost} from './lab-host.ts';
import {LabProgram} from './lab-program.ts';
import type {LabWorld} from './lab-world.ts';
import {type Answered, openWindow, type Window} from './window.ts';

/** The till's loopback door; each till has a loopback of its own. */
const DOOR_PORT = 7480;

const statusSchema = z.object({
  status: z.object({
    kind: z.string(),
    sinceMs: z.number(),
    causes: z.array(z.string()),
    foundBy: z.string().optional(),
    hubAddress: z.string().optional(),
  }),
  custody: z.object({journaled: z.int(), recorded: z.int(), held: z.int()}),
});
export type TillStatus = z.output<typeof statusSchema>['status'];
export type TillCustody = z.output<typeof statusSchema>['custody'];

const saleSchema = z.object({
  custody: z.object({
    kind: z.string(),
    quarantine: z.object({reason: z.string(), detail: z.string()}).optional(),
  }),
});
export type SaleCustody = z.output<typeof saleSchema>['custody'];

/** A headless till on a host of its own, and the program in front of it that rings sales. */
export class LabTill {
  readonly workstationId: string;
  readonly host: LabHost;
  readonly directory: string;
  readonly program: LabProgram;
  readonly #folder: string;
  #door: Window | undefined;

  constructor(
    host: LabHost,
    of: {
      readonly workstationId: string;
      readonly folder: string;
      readonly link: string;
      readonly world: LabWorld;
    },
  ) {
    this.host = host;
    this.workstationId = of.workstationId;
    this.#folder = of.folder;
    this.directory = join(of.folder, of.workstationId);
    const place = ['--data', this.directory, '--workstation', of.workstationId];
    const door = ['--listen', `127.0.0.1:${DOOR_PORT}`, '--pair', of.link];
    const command = of.world.holdfast('terminal', ...place, ...door);
    this.program = new LabProgram(of.workstationId, host.inside(command));
  }

  async start(): Promise<void> {
    mkdirSync(this.directory, {recursive: true});
    const to = {folder: this.#folder, host: '127.0.0.1', port: DOOR_PORT};
    this.#door ??= await openWindow(this.host, to);
    await this.program.start();
  }

  /**
   * Hands a transaction over, as another program's till would. Rejects when the till does not
   * answer.
   */
  ring(sale: {readonly submissionId: string; readonly body: string}): Promise<Answered> {
    const headers = {'content-type': 'application/json', 'idempotency-key': sale.submissionId};
    return this.#ask({method: 'POST', path: '/v1/transactions', headers, body: sale.body});
  }

  async status(): Promise<TillStatus> {
    return (await this.#read()).status;
  }

  async custody(): Promise<TillCustody> {
    return (await this.#read()).custody;
  }

  /** Where the transaction of a receipt is, and why it was set aside, if it was. */
  async custodyOf(receiptNumber: string): Promise<SaleCustody> {
    const {body} = await this.#ask({path: `/v1/transactions/${receiptNumber}`});
    return saleSchema.parse(body).custody;
  }

  async #read() {
    return statusSchema.parse((await this.#ask({path: '/v1/status'})).body);
  }

  async #ask(asked: Parameters<Window['ask']>[0]): Promise<Answered> {
    if (!this.#door) throw new Error(`${this.workstationId} was not started`);
    return this.#door.ask(asked);
  }

  /** Stops it for good. Answers whether it ended by itself and without complaint. */
  async close(): Promise<boolean> {
    const clean = await this.program.stop();
    await this.#door?.close();
    this.#door = undefined;
    return clean;
  }
}
