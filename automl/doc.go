// Package automl is the vocabulary of the engine: what a task, a data set, a learner, a
// metric, a job, an event and a leaderboard are. It holds no algorithm; those are leaves
// below it, listed in one place, package catalog.
package automl
