import type {ReactNode} from 'react';
import {Dialog as AriaDialog, Modal, ModalOverlay} from 'react-aria-components/Modal';

/** A question or a list over the screen. Escape and a press outside close it. */
export function Dialog(props: {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const {label, onClose, children} = props;
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={open => !open && onClose()} className="veil">
      <Modal className="modal">
        <AriaDialog aria-label={label} className="dialog">
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
