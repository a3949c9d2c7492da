/** Colours of the page's style sheet, for the canvas. */
export interface Palette {
  text: string;
  muted: string;
  border: string;
  panel: string;
  accent: string;
  rate: string;
  band: string;
  warn: string;
  bad: string;
  font: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: read('--text'), muted: read('--muted'), border: read('--border'), panel: read('--panel'),
    accent: read('--accent'), rate: read('--rate'), band: read('--band'), warn: read('--warn'), bad: read('--bad'),
    font: getComputedStyle(document.body).fontFamily,
  };
}
