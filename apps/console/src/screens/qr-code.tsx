import {useEffect, useState} from 'react';

const QUIET = 4;

/** A text as a QR code (ISO/IEC 18004), dark on light in every theme, as readers expect it. */
export function QrCode({text, label}: {readonly text: string; readonly label: string}) {
  const [shape, setShape] = useState<{readonly size: number; readonly path: string} | undefined>();
  useEffect(() => {
    let current = true;
    void import('qrcode').then(({create}) => {
      const {size, data} = create(text, {errorCorrectionLevel: 'M'}).modules;
      const path = Array.from(data, (dark, at) =>
        dark ? `M${(at % size) + QUIET} ${Math.floor(at / size) + QUIET}h1v1h-1z` : '',
      ).join('');
      if (current) setShape({size: size + 2 * QUIET, path});
    });
    return () => {
      current = false;
    };
  }, [text]);
  if (!shape) return null;
  return (
    <svg
      className="qr"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${shape.size} ${shape.size}`}
      shapeRendering="crispEdges"
    >
      <rect width="100%" height="100%" fill="#fff" />
      <path d={shape.path} fill="#000" />
    </svg>
  );
}
