/**
 * The one page. Its stylesheet has the id that React Aria looks for before it writes a style
 * element of its own, which the page's policy refuses.
 */
export function pageHtml({
  script,
  style,
}: {
  readonly script: string;
  readonly style: string;
}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>Holdfast</title>
<link rel="icon" href="/pos/icon.svg" type="image/svg+xml">
<link rel="manifest" href="/pos/manifest.webmanifest">
<link rel="stylesheet" href="${style}" id="react-aria-pressable-style">
<script type="module" src="${script}"></script>
</head>
<body><div id="till"></div></body>
</html>
`;
}
