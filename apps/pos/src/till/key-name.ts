/** What a pressed key is called in the store's settings: `F12`, `Ctrl+K`. */
export function keyName(event: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
}): string {
  const {key, ctrlKey, altKey} = event;
  const held = `${ctrlKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}`;
  return `${held}${key.length === 1 ? key.toUpperCase() : key}`;
}
