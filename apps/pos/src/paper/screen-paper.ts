import type {PaperWidth} from '@holdfast/paper';

/**
 * The paper of a till that no printer was given to: 80 mm, and every letter that the screen has.
 */
export const SCREEN_PAPER: PaperWidth = {columns: 42, encoding: 'utf-8'};
