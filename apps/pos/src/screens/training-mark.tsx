import {useLooks} from './looks.tsx';

/** Says on every screen, in words and across all of it, that nothing is sold. */
export function TrainingMark() {
  const {say} = useLooks();
  return (
    <>
      <p className="training" role="status">
        {say.trainingStrip}
      </p>
      <span className="watermark" aria-hidden="true">
        {say.trainingWord}
      </span>
    </>
  );
}
