import Type, { type TString } from 'typebox'

/** How variables, exits and choices are named. */
export const namePattern = '^[a-zA-Z][a-zA-Z0-9_]{0,49}$'

/** An option that names a variable of the flow. */
export function Variable(description: string): TString {
  return Type.String({ pattern: namePattern, description, examples: ['order'] })
}

/** How flows and queues are named. */
export const flowPattern = '^[a-zA-Z][a-zA-Z0-9_-]{0,49}$'

/** The variable in which a flow is told the intent that was meant, once “did you mean” has settled it. No author can name it. */
export const meantIntent = '~meant'
