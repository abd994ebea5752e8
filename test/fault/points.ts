/** Where Parley is made to die; see child.ts. */
export const points = [
  'verify',
  'before-append',
  'after-append',
  'before-commit',
  'after-commit',
  'after-claim',
  'before-settle',
  'after-settle',
]
