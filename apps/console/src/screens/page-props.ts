import type {ConsoleSessionView, ConsoleView} from '@holdfast/hub/console';
import type {Office} from '../office/office.ts';

/** What every page of the console is given. */
export interface PageProps {
  readonly office: Office;
  readonly session: Extract<ConsoleSessionView, {signedIn: true}>;
  readonly view: ConsoleView;
}
