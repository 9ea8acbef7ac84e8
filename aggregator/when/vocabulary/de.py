from aggregator.when.vocabulary.shape import Words

WORDS: Words = {}
