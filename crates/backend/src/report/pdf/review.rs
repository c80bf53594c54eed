//! The figures of a service review, in the document.

use aftercare_contract::{
    Span,
    review::Review,
    ticket::{Promise, Verdict},
};

use super::{BAD, GOOD, Writer};
use crate::{
    document::{BODY, Cell, Column, QUIET, SMALL},
    report::wording::WORDS,
};

/// What stands where there is no figure.
const NOTHING: &str = "–";

impl Writer<'_> {
    /// What was promised and what was done, where the report is about that.
    pub(super) fn review(&mut self) {
        let Some(review) = self.source.report.review.as_deref() else { return };
        self.times(review);
        self.missed(review);
        self.availability(review);
        self.satisfaction(review);
        self.improvements(review);
    }

    fn times(&mut self, review: &Review) {
        let reader = self.reader;
        self.part("times");
        let few = review.few_below.to_string();
        self.flow.paragraph(&reader.fill("timesNote", &[("few", &few)]), SMALL.in_colour(QUIET));
        let rows = review.promises.iter().map(|row| {
            vec![
                self.promise(&row.promise),
                reader.span(row.target).into(),
                reader.span(row.median).into(),
                self.span(row.percentile),
                format!("{} / {}", row.met.count, row.judged.count).into(),
                self.kept(row.verdict.as_ref(), "few"),
            ]
        });
        let rows: Vec<_> = rows.collect();
        let columns = [
            Column::words(reader.part("promise")),
            Column::figures(reader.part("target")),
            Column::figures(reader.part("median")),
            Column::figures(reader.fill("within", &[("percent", &review.percentile.to_string())])),
            Column::figures(reader.part("inTime")),
            Column::words(reader.part("verdict")),
        ];
        self.flow.table(&columns, &rows);
    }

    fn missed(&mut self, review: &Review) {
        let reader = self.reader;
        if review.missed.is_empty() {
            return;
        }
        self.part("missedPromises");
        let rows = review.missed.iter().map(|missed| {
            vec![
                format!("{} · {}", missed.ticket.sr_number, missed.ticket.name).into(),
                self.promise(&missed.promise),
                reader.span(missed.target).into(),
                reader.span(missed.late).into(),
            ]
        });
        let rows: Vec<_> = rows.collect();
        let columns = [
            Column::words(reader.part("ticket")),
            Column::words(reader.part("promise")),
            Column::figures(reader.part("target")),
            Column::figures(reader.part("lateBy")),
        ];
        self.flow.table(&columns, &rows);
    }

    fn availability(&mut self, review: &Review) {
        let reader = self.reader;
        self.part("availability");
        let rows = review.availability.iter().map(|row| {
            vec![
                row.contract.clone().into(),
                format!("{:.3} %", row.percent).into(),
                row.target.map_or_else(|| NOTHING.to_owned(), |target| format!("{target} %")).into(),
                reader.span(row.downtime).into(),
                self.kept(row.verdict.as_ref(), NOTHING),
            ]
        });
        let rows: Vec<_> = rows.collect();
        let columns = [
            Column::words(reader.part("contract")),
            Column::figures(reader.part("availability")),
            Column::figures(reader.part("agreed")),
            Column::figures(reader.part("downtime")),
            Column::words(reader.part("verdict")),
        ];
        self.flow.table(&columns, &rows);
        let (repair, repeats) = (&review.repair, &review.repeats);
        let mean = self.span(repair.mean).text;
        let [count, again, all] = [&repair.faults, &repeats.faults, &repeats.of].map(|figure| figure.count.to_string());
        let within = reader.span(repeats.within);
        let values = [("mean", &*mean), ("count", &count), ("within", &within), ("again", &again), ("all", &all)];
        self.flow.paragraph(&reader.fill("repair", &values), BODY);
    }

    fn satisfaction(&mut self, review: &Review) {
        let (reader, said) = (self.reader, &review.satisfaction);
        self.part("satisfaction");
        let [answered, asked] = [said.answered.count, said.asked].map(|count| count.to_string());
        let score = mark(said.score);
        let values = [("answered", &*answered), ("asked", &asked), ("score", &score)];
        self.flow.paragraph(&reader.fill("answered", &values), BODY);
        let rows = said.dimensions.iter().map(|dimension| {
            vec![
                reader.say(&dimension.name).into(),
                format!("{} %", dimension.weight).into(),
                mark(dimension.mean).into(),
                mark(dimension.before).into(),
                dimension.marks.to_string().into(),
            ]
        });
        let rows: Vec<_> = rows.collect();
        let columns = [
            Column::words(reader.part("dimension")),
            Column::figures(reader.part("weight")),
            Column::figures(reader.part("mean")),
            Column::figures(reader.part("countBefore")),
            Column::figures(reader.part("marks")),
        ];
        self.flow.table(&columns, &rows);
    }

    fn improvements(&mut self, review: &Review) {
        let reader = self.reader;
        if review.improvements.is_empty() {
            return;
        }
        self.part("agreedImprovements");
        let rows = review.improvements.iter().map(|improvement| {
            vec![
                improvement.title.text.clone().into(),
                improvement.owner.clone().into(),
                reader.day(improvement.due).into(),
                Cell {
                    text: reader.word(&WORDS.improvements, improvement.state.as_str()),
                    colour: improvement.late.then_some(BAD),
                },
            ]
        });
        let rows: Vec<_> = rows.collect();
        self.flow.table(&self.words(&["action", "owner", "due", "state"]), &rows);
    }

    fn promise(&self, promise: &Promise) -> Cell {
        self.reader.word(&WORDS.promises, promise.as_str()).into()
    }

    fn span(&self, span: Option<Span>) -> Cell {
        span.map_or_else(|| NOTHING.to_owned(), |span| self.reader.span(span)).into()
    }

    /// The word for a verdict, or for there being none.
    fn kept(&self, verdict: Option<&Verdict>, none: &str) -> Cell {
        let colour = match verdict {
            Some(Verdict::Met) => Some(GOOD),
            Some(Verdict::Breached) => Some(BAD),
            _ => None,
        };
        Cell { text: self.reader.word(&WORDS.kept, verdict.map_or(none, Verdict::as_str)), colour }
    }
}

fn mark(mark: Option<f64>) -> String {
    mark.map_or_else(|| NOTHING.to_owned(), |mark| format!("{mark:.2}"))
}
