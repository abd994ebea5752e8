import type { View } from '../../api.ts'

/** The address of a view, of a conversation in it, and of its details. */
export function place(view: View, open?: string | null, details = false): string {
  if (!open) return `/inbox/${view}`
  return `/inbox/${view}?${new URLSearchParams({ open, ...(details ? { details: '1' } : {}) })}`
}
