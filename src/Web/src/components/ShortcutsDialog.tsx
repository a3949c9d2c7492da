import { useEffect, useRef } from 'react';
import { SHORTCUTS } from '../state/shortcuts';

interface ShortcutsDialogProps {
  open: boolean;
  close: () => void;
}

export function ShortcutsDialog({ open, close }: ShortcutsDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="shortcuts-title">
      <h2 id="shortcuts-title">Keyboard shortcuts</h2>
      <dl className="shortcuts">
        {SHORTCUTS.map(({ keys, does }) => (
          <div key={keys}><dt><kbd>{keys}</kbd></dt><dd>{does}</dd></div>
        ))}
      </dl>
      <button type="button" className="button" onClick={close}>Close</button>
    </dialog>
  );
}
