//! `textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls` and `callHierarchy/outgoingCalls`: which flows lead
//! into which, by arrows and visits. Handlers at the top, sets of routes, broadcasts and the bot lead into flows, too.

use std::collections::BTreeMap;

use gen_lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem,
    CallHierarchyOutgoingCall, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, Range,
    SymbolKind,
};

use crate::lsp::here::{Here, World};
use crate::lsp::snapshot::Snapshot;
use crate::lsp::symbols::{Caller, Kind, Symbol};
use crate::source::Span;

/// The flow at a place, or what else leads into flows.
pub fn prepare(world: &World, params: CallHierarchyPrepareParams) -> Option<Vec<CallHierarchyItem>> {
    let (here, offset) = world.place(&params.text_document_position_params)?;
    let flow = here.names_at(offset).iter().find(|it| it.symbol.kind == Kind::Flow);
    let item = match flow {
        Some(flow) => of_flow(&here.snapshot, flow.symbol),
        None => {
            let caller = here.snapshot.symbols().caller_at(here.file, offset)?;
            of(&here.snapshot, here.snapshot.symbols().caller(caller))
        }
    };
    Some(vec![item?])
}

/// What leads into a flow.
pub fn incoming(
    world: &World,
    params: CallHierarchyIncomingCallsParams,
) -> Option<Vec<CallHierarchyIncomingCall>> {
    let (here, offset) = named(world, &params.item)?;
    let snapshot = &here.snapshot;
    let flow = here.names_at(offset).iter().find(|it| it.symbol.kind == Kind::Flow)?.symbol;
    let mut from: BTreeMap<u32, Vec<Range>> = BTreeMap::new();
    for call in snapshot.symbols().calls_to(flow) {
        from.entry(call.from).or_default().push(snapshot.range(call.span));
    }
    let calls = from.into_iter().filter_map(|(caller, from_ranges)| {
        let from = of(snapshot, snapshot.symbols().caller(caller))?;
        Some(CallHierarchyIncomingCall { from, from_ranges })
    });
    Some(calls.collect())
}

/// Into which flows something leads.
pub fn outgoing(
    world: &World,
    params: CallHierarchyOutgoingCallsParams,
) -> Option<Vec<CallHierarchyOutgoingCall>> {
    let (here, offset) = named(world, &params.item)?;
    let snapshot = &here.snapshot;
    let caller = snapshot.symbols().caller_at(here.file, offset)?;
    let mut to: BTreeMap<Symbol, Vec<Range>> = BTreeMap::new();
    for call in snapshot.symbols().calls_from(caller) {
        to.entry(call.to).or_default().push(snapshot.range(call.span));
    }
    let calls = to.into_iter().filter_map(|(flow, from_ranges)| {
        let to = of_flow(snapshot, flow)?;
        Some(CallHierarchyOutgoingCall { to, from_ranges })
    });
    Some(calls.collect())
}

/// The place by which an item is known.
fn named(world: &World, item: &CallHierarchyItem) -> Option<(Here, u32)> {
    let here = world.file(&item.uri)?;
    let offset = here.offset(item.selection_range.start);
    Some((here, offset))
}

fn of_flow(snapshot: &Snapshot, flow: Symbol) -> Option<CallHierarchyItem> {
    let symbols = snapshot.symbols();
    of(snapshot, symbols.caller(symbols.caller_at(flow.at.file, flow.at.start)?))
}

fn of(snapshot: &Snapshot, caller: Caller) -> Option<CallHierarchyItem> {
    let words = snapshot.text(caller.name).split_whitespace().collect::<Vec<_>>().join(" ");
    let whole: Span = caller.whole;
    let location = snapshot.location(whole)?;
    let file = snapshot.source(whole.file)?.name.rsplit('/').next()?.to_owned();
    Some(CallHierarchyItem {
        name: words,
        kind: if caller.flow.is_some() { SymbolKind::Class } else { SymbolKind::Event },
        tags: None,
        detail: Some(file),
        uri: location.uri,
        range: location.range,
        selection_range: snapshot.range(caller.name),
        data: None,
    })
}
