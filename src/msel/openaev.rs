//! A list as a scenario of OpenAEV, in the JSON that its import takes (`V1_DataImporter`).

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::model::{Msel, Row};
use super::preset::Audience;
use crate::text;

/// The contract of OpenAEV's e-mail injector for single mails.
const MAIL: &str = "138ad8f8-32f8-4a22-8114-aaa12322bd09";
/// The contract of its manual injector: somebody does it.
const MANUAL: &str = "d02e9132-b9d0-4daa-b3b1-4b9871f8472c";

/// A scenario with an inject for each row. Times count from the start of the simulation.
pub(super) fn openaev(msel: &Msel, audience: Audience) -> String {
    let header = &msel.header;
    let mut teams: Vec<&str> = Vec::new();
    let shown: Vec<(&Row, &str, &str)> = if audience == Audience::Players {
        let seen = msel.for_players();
        seen.map(|(row, seen)| (row, seen.title.as_str(), seen.text.as_str()))
            .collect()
    } else {
        let rows = msel.rows.iter();
        rows.filter(|row| row.status != "Deferred")
            .map(|row| (row, row.title.as_str(), row.description.as_str()))
            .collect()
    };
    for (row, ..) in &shown {
        if !row.to.is_empty() && !teams.contains(&row.to.as_str()) {
            teams.push(&row.to);
        }
    }
    let id = |what: &str| uuid(&format!("{} {what}", header.scenario));
    let team_id = |name: &str| id(&format!("team {name}"));
    let controllers = audience != Audience::Players;
    let injects: Vec<Value> = shown
        .into_iter()
        .map(|(row, title, body)| {
            let is_mail = row.method.to_lowercase().contains("mail");
            let expectations: Vec<Value> = if controllers && !row.expected.is_empty() {
                vec![json!({
                    "expectation_type": "MANUAL",
                    "expectation_name": row.expected,
                    "expectation_description": row.expected,
                    "expectation_score": 100,
                    "expectation_expectation_group": false,
                })]
            } else {
                Vec::new()
            };
            let content = if is_mail {
                json!({"subject": title, "body": body, "encrypted": false, "expectations": expectations})
            } else {
                json!({"content": body, "expectations": expectations})
            };
            let teams: Vec<String> = if row.to.is_empty() {
                Vec::new()
            } else {
                vec![team_id(&row.to)]
            };
            json!({
                "inject_id": id(&format!("inject {}", row.id)),
                "inject_title": title,
                "inject_description": body,
                "inject_country": Value::Null,
                "inject_city": Value::Null,
                "inject_enabled": true,
                "inject_injector_contract": {
                    "injector_contract_id": if is_mail { MAIL } else { MANUAL },
                    "injector_contract_payload": Value::Null,
                },
                "inject_all_teams": row.to.is_empty(),
                "inject_depends_on": [],
                "inject_depends_duration": row.scheduled.0 / 1000,
                "inject_tags": [],
                "inject_teams": teams,
                "inject_documents": [],
                "inject_content": content,
            })
        })
        .collect();
    let teams: Vec<Value> = teams
        .into_iter()
        .map(|name| {
            json!({
                "team_id": team_id(name),
                "team_name": name,
                "team_description": "",
                "team_contextual": true,
                "team_organization": Value::Null,
                "team_tags": [],
                "team_users": [],
            })
        })
        .collect();
    let objectives = header.objectives.iter().enumerate();
    let objectives: Vec<Value> = objectives
        .map(|(ix, (own, name, capability))| {
            json!({
                "objective_id": id(&format!("objective {own}")),
                "objective_title": name,
                "objective_description": capability,
                "objective_priority": ix + 1,
            })
        })
        .collect();
    let scenario = json!({
        "export_version": 1,
        "scenario_information": {
            "scenario_id": id("scenario"),
            "scenario_name": header.exercise,
            "scenario_description": header.summary,
            "scenario_subtitle": "",
            "scenario_category": "global-crisis",
            "scenario_main_focus": "incident-response",
            "scenario_severity": "high",
            "scenario_message_header": "EXERCISE",
            "scenario_message_footer": "EXERCISE",
            "scenario_mail_from": "exercise@sortie.invalid",
            "scenario_tags": [],
            "scenario_dependencies": [],
        },
        "scenario_organizations": [],
        "scenario_users": [],
        "scenario_teams": teams,
        "scenario_objectives": objectives,
        "scenario_documents": [],
        "scenario_tags": [],
        "scenario_variables": [],
        "scenario_injects": injects,
    });
    let written = serde_json::to_string_pretty(&scenario).unwrap_or_default();
    text::json(written) + "\n"
}

/// An id in the form that OpenAEV has, the same for the same thing (version 8 of RFC 9562).
fn uuid(of: &str) -> String {
    let digest = Sha256::digest(of);
    let mut bytes = [0_u8; 16];
    for (to, from) in bytes.iter_mut().zip(digest.iter()) {
        *to = *from;
    }
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let hex = hex.concat();
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}
