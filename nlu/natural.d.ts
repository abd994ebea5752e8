/** natural has no types for its sub-paths; these are imported so that its index, which reads `.env`, is not. */
declare module 'natural/lib/natural/classifiers/bayes_classifier.js' {
  export default class BayesClassifier {
    constructor(stemmer?: unknown, smoothing?: number)
    /** How many training texts have each word. */
    features: Record<string, number>
    docs: unknown[]
    addDocument(words: string[], label: string): void
    train(): void
    getClassifications(words: string[]): { label: string; value: number }[]
    static restore(stored: object): BayesClassifier
  }
}

declare module 'natural/lib/natural/stemmers/porter_stemmer.js' {
  const stemmer: { stem(word: string): string }
  export default stemmer
}

declare module 'natural/lib/natural/sentiment/SentimentAnalyzer.js' {
  export default class SentimentAnalyzer {
    constructor(language: string, stemmer: null, type: string)
    /** The mean of the words' worth; NaN for none. */
    getSentiment(words: string[]): number
  }
}
