import {FAULTS, Fault, type FaultCode, utf8Decode} from '@holdfast/std';
import * as z from 'zod';
import type {DoorAnswer} from './ask-door.ts';

const problemSchema = z.object({code: z.string(), title: z.string()});

/** The fault that a running gateway answered with. */
export function doorProblem({status, body}: DoorAnswer): Fault {
  const problem = problemSchema.safeParse(readJson(body));
  const {code, title} = problem.success ? problem.data : {code: '', title: `status ${status}`};
  return new Fault(isFaultCode(code) ? code : 'gateway/failed', {reason: title, status});
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8Decode(bytes));
  } catch {
    return undefined;
  }
}

function isFaultCode(code: string): code is FaultCode {
  return Object.hasOwn(FAULTS, code);
}
