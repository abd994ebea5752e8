import { defaultEngine } from '../../nlu/engines/default.ts'
import { openMeaning } from '../../server/meaning.ts'

/** What engines are made of, without the encoder; the tests share it. */
export const meaning = await openMeaning({ encoder: null, say: console.warn })
export const needs = { kernel: meaning.kernel, vectors: meaning.table }
export const engine = defaultEngine(needs)
