//! The worst incident of each replication, found again among all incidents.

use std::path::Path;

use crate::parquet_table::ParquetTable;

/// Holds the worst incident that each row names against all incidents of its replication.
pub(super) fn check(folder: &Path) {
    let rows = ParquetTable::read(&folder.join("replications.parquet"));
    let all = ParquetTable::read(&folder.join("incidents.parquet"));
    let of = |name: &str| all.numbers(name).expect("a column");
    let (replications, numbers, alarms) = (of("replication"), of("incident"), of("false_alarm"));
    let (onsets, recovered) = (of("onset_h"), of("recovered_h"));
    let end = all.noted("sortie.end_h");
    let warm_up = all.noted("sortie.warm_up_h");
    let texts = ["kind", "asset", "severity"].map(|name| all.texts(name));
    let lifetime = |row: usize| {
        let onset = onsets[row].expect("an onset");
        recovered[row].unwrap_or(end) - onset
    };
    let gravity = |row: usize| {
        let names = ["low", "medium", "high", "critical"];
        let severity = texts[2][row].as_deref();
        names.iter().position(|name| Some(*name) == severity)
    };
    let told = ["kind", "asset", "severity"].map(|name| rows.texts(&format!("worst_{name}")));
    let told_number = rows.numbers("worst_incident").expect("a column");
    let told_hours = rows.numbers("worst_lifetime_hours").expect("a column");
    let told_open = rows.numbers("worst_open").expect("a column");
    for (nth, replication) in rows
        .whole("replication")
        .expect("a column")
        .iter()
        .enumerate()
    {
        let mine = (0..all.rows).filter(|row| {
            let counts = alarms[*row] == Some(0.0) && onsets[*row] >= Some(warm_up);
            counts && replications[*row] == Some(*replication)
        });
        let worst = mine.max_by(|a, b| {
            let gravest = gravity(*a).cmp(&gravity(*b));
            gravest.then(lifetime(*a).total_cmp(&lifetime(*b)))
        });
        let worst = worst.expect("an incident");
        assert_eq!(
            told_number[nth], numbers[worst],
            "replication {replication}"
        );
        for (told, texts) in told.iter().zip(&texts) {
            assert_eq!(told[nth], texts[worst], "replication {replication}");
        }
        let hours = told_hours[nth].expect("a length");
        assert!((hours - lifetime(worst)).abs() < 1e-6, "{hours}");
        let open = f64::from(u8::from(recovered[worst].is_none()));
        assert_eq!(told_open[nth], Some(open));
    }
}
