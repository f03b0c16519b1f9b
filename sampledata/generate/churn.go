package main

import (
	"fmt"
	"math"
	"time"

	"winnow/automl/num"
)

// customer is one row of the churn sample.
type customer struct {
	age, tenure, calls, late int
	fee, usage               float64
	satisfaction             int
	plan, contract, payment  string
	app, paperless           bool
}

// churn makes customers of a telephone company, some of whom left. The column
// cancellation_fee is a leak: it is charged when a customer leaves.
func churn() []file {
	d := draw{num.RNG(seed, "churn")}
	s := &sheet{header: []string{
		"customer_id", "signup_date", "region", "age", "plan", "contract", "payment_method", "tenure_months",
		"monthly_fee", "total_paid", "data_usage_gb", "support_calls", "late_payments", "satisfaction",
		"uses_app", "paperless_bill", "cancellation_fee", "churn",
	}}
	const train, fresh = 7000, 200
	ids := d.Perm(90000)
	for i := range train + fresh {
		c := newCustomer(d)
		left := d.chance(logistic(c.risk()))
		today := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
		signup := today.AddDate(0, -c.tenure, -d.IntN(28))
		fee := 0.0
		// The customers of the new file are still here, so nobody was charged yet.
		if left && i < train && d.chance(0.93) {
			fee = math.Round(c.fee*(1+2*d.Float64())*2) / 2
		}
		total := ""
		if c.tenure > 0 {
			total = decimals(float64(c.tenure)*c.fee*d.normal(0.97, 0.03), 2)
		}
		s.rows = append(s.rows, []string{
			fmt.Sprintf("C-%05d", 10000+ids[i]), signup.Format(time.DateOnly),
			d.pick([]string{"North", "South", "East", "West", "Islands"}, 30, 26, 20, 19, 5),
			d.maybe(0.03, fmt.Sprint(c.age)), c.plan, c.contract, c.payment, fmt.Sprint(c.tenure),
			decimals(c.fee, 2), total, d.maybe(0.06, decimals(c.usage, 1)), fmt.Sprint(c.calls), fmt.Sprint(c.late),
			d.maybe(0.18, fmt.Sprint(c.satisfaction)), yesNo(c.app), yesNo(c.paperless), decimals(fee, 2), yesNo(left),
		})
	}
	return s.split("churn", train)
}

func newCustomer(d draw) customer {
	c := customer{age: int(clamp(d.normal(46, 16), 18, 92))}
	c.contract = d.pick([]string{"monthly", "one year", "two years"}, 54, 24, 22)
	c.plan = d.pick([]string{"Basic", "Standard", "Premium", "Family"}, 30, 38, 18, 14)
	c.payment = d.pick([]string{"card", "bank transfer", "invoice", "wallet"}, 34, 30, 24, 12)
	mean := map[string]float64{"monthly": 20, "one year": 38, "two years": 52}[c.contract]
	c.tenure = int(min(d.ExpFloat64()*mean, 96))
	base := map[string]float64{"Basic": 19, "Standard": 34, "Premium": 58, "Family": 72}[c.plan]
	c.fee = math.Round((base+d.normal(4, 5))*20) / 20
	c.usage = math.Exp(d.normal(2.2+base/60-0.012*float64(c.age), 0.7))
	c.calls = d.count(0.9 + 0.6*flag1(c.payment == "invoice"))
	c.late = d.count(0.35 + 0.5*flag1(c.payment == "invoice"))
	mood := d.normal(3.9-0.45*float64(c.calls)-0.01*(c.fee-35), 0.8)
	c.satisfaction = int(clamp(math.Round(mood), 1, 5))
	c.app = d.chance(logistic(0.9 - 0.03*float64(c.age-40)))
	c.paperless = d.chance(0.58)
	return c
}

// risk is the log-odds of leaving.
func (c customer) risk() float64 {
	x := -0.05
	switch c.contract {
	case "one year":
		x -= 1.7
	case "two years":
		x -= 3.2
	}
	tenure := float64(c.tenure)
	x += 1.25 * math.Exp(-tenure/9)
	x -= 0.022 * tenure
	x += 0.62*max(0, float64(c.calls)-1) - 0.55*float64(c.satisfaction-3)
	x += 0.5*float64(c.late) - 0.35*flag1(c.app) + 0.4*flag1(c.payment == "invoice")
	// Why: paying much for little use drives people away, but only without a term.
	if c.contract == "monthly" {
		x += 0.045*(c.fee-38) - 0.35*math.Log(1+c.usage) + 0.75
	}
	x += 0.25 * flag1(c.plan == "Family") * flag1(c.age > 60)
	return 0.9*x - 0.64
}
