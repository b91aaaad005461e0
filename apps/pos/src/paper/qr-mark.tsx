import {useEffect, useState} from 'react';

/** A QR code on a sheet. What draws it is fetched with the first one, from what the page keeps. */
export function QrMark({text}: {readonly text: string}) {
  const [drawn, setDrawn] = useState<{readonly path: string; readonly size: number}>();
  useEffect(() => {
    let gone = false;
    void import('uqr').then(({encode}) => {
      const {data, size} = encode(text, {ecc: 'M', border: 2});
      const path = data.flatMap((row, y) =>
        row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])),
      );
      if (!gone) setDrawn({path: path.join(''), size});
    });
    return () => {
      gone = true;
    };
  }, [text]);
  if (!drawn) return <div className="paper-qr" />;
  const {path, size} = drawn;
  return (
    <svg className="paper-qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={text}>
      <path d={path} />
    </svg>
  );
}
