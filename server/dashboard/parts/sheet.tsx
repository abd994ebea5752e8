import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { texts } from '../texts.ts'

/** A dialog over the page: focus stays inside, Escape closes it and goes back to where it came from. */
export function Sheet(props: {
  open: boolean
  title: string
  hint?: string
  close: () => void
  children: ReactNode
}) {
  const popup = useRef<HTMLDivElement>(null)
  /** What is to be filled in, before the way out. */
  const first = () => popup.current?.querySelector<HTMLElement>('input, select, textarea') ?? true
  return (
    <Dialog.Root open={props.open} onOpenChange={(open) => !open && props.close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="sheet" ref={popup} initialFocus={first}>
          <header className="sheet-head">
            <Dialog.Title className="sheet-title">{props.title}</Dialog.Title>
            <Dialog.Close className="button plain square" aria-label={texts.close}>
              <X size={16} aria-hidden />
            </Dialog.Close>
          </header>
          {props.hint && <Dialog.Description className="hint">{props.hint}</Dialog.Description>}
          {props.children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
