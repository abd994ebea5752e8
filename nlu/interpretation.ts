/** What a text was understood as. */
export interface Interpretation {
  /** The best intent, also when it is not trusted; null when the model has none. */
  intent: string | null
  /** Calibrated, 0 to 1. */
  confidence: number
  /** How much the text looks like anything the model knows, 0 to 1. */
  scope: number
  /** What to do with it: answer by the intent, ask which of two was meant, or say that it is not known. */
  decision: 'answer' | 'ask' | 'unknown'
  runnerUp?: string
  entities: Entity[]
  /** One of the model's languages, BCP 47. */
  language: string
  /** The words that weighed most, for people. */
  why: string[]
}

/** A value found in the text; `start` and `end` are UTF-16 offsets. */
export interface Entity {
  name: string
  value: string
  start: number
  end: number
}

/** What is known when a text is read. */
export interface Context {
  /** The conversation's language so far. */
  language: string
  /** Intents the open question waits for: a tie goes to them. */
  expected?: readonly string[]
}

/** Training phrases of one bot, by language and intent. */
export type TrainingData = Record<string, Record<string, string[]>>

/** A kind of engine; a file in `engines/`. Training runs in a worker thread, understanding in the drain. */
export interface Engine<Model> {
  train(data: TrainingData, options?: { seed?: number }): Model
  understand(model: Model, text: string, context: Context): Interpretation
}
