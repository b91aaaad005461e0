// Loaded into a hub before its own first line: its wall clock is years off.
const YEAR_MS = 365.25 * 86_400_000;
const offMs = Math.round(Number(process.env['HOLDFAST_YEARS_OFF'] ?? 0) * YEAR_MS);
const wallMs = Date.now;
Date.now = () => wallMs() + offMs;
