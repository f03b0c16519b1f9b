package words

// GuideText is what the guide says about a step.
type GuideText struct {
	Title string
	What  string
	Terms [][2]string
}

// GuideFor holds the guide of each step, by the order of StepNames.
var GuideFor = []GuideText{
	{"Welcome", "Open a table whose rows are past examples: customers, orders, patients, machines. One column holds what you want to know in future.", [][2]string{
		{"What kind of file?", "A CSV file, as every spreadsheet can save. The first row holds the names of the columns."},
		{"Is my data safe?", "Yes. Your file is only read, never changed, and never leaves this computer."}}},
	{"Data", "Check that the columns look as you expect. If letters look odd or everything sits in one column, change how the file is read above the table.", [][2]string{
		{"Kind", "What the values mean. A number that is really a code, such as a postcode, should be a category."},
		{"Empty cells", "They are fine. Each model deals with them in its own way."}}},
	{"Goal", "Choose the column whose value you want to predict for new rows. It must be filled in for past rows.", [][2]string{
		{"Outcome that matters", "The answer that you would act on, such as a customer who leaves."},
		{"Score", "One number that says how good a model is on rows that it has never seen."}}},
	{"Prepare", "The doctor looks for what often goes wrong. Fix what is marked as a problem, then choose how long training may take.", [][2]string{
		{"Gives the answer away", "A column that is filled in only after the outcome is known. A model that uses it looks perfect and fails in practice."},
		{"Folds", "The rows are split into parts. Each part is predicted by a model that never saw it."}}},
	{"Train", "Several models are tried. You can stop at any time and keep what is finished; nothing is lost.", [][2]string{
		{"Guessing", "The score without any clue. A useful model is clearly better."},
		{"The bar of a score", "The dots are the folds, the band is where the true score most likely lies."}}},
	{"Results", "The recommended model is the easiest to follow of those that are not worse than the best beyond chance, on rows they never saw. Look at what it gets wrong before you use it.", [][2]string{
		{"Tied with best", "The difference is no larger than chance."},
		{"Final test", "Rows that nothing has seen. Open it once, for the model that you are going to use."},
		{"What matters", "How much worse the model gets when one column is shuffled."},
		{"Threshold", "The chance from which a row counts as a yes. Move it to catch more or to raise fewer alarms."}}},
	{"Use", "Predict a file with new rows, or save the model and use it later.", [][2]string{
		{"Columns", "New files are matched by name. What is missing or new is shown before you save."},
		{"Saved model", "A .winnow file holds everything needed to predict, without your data."}}},
}
