export {type CustodyLook, CustodyMark} from './custody-mark.tsx';
export {Dialog} from './dialog.tsx';
export {Field} from './field.tsx';
export {Numpad} from './numpad.tsx';
export {type Preferences, usePreferences} from './preferences.ts';
export {sinceText} from './since-text.ts';
export {STATE_LOOKS, StateBanner, type StateLook} from './state-banner.tsx';
export {TenderPanel, type TenderRow} from './tender-panel.tsx';
export {UnsentList, type UnsentRow} from './unsent-list.tsx';
