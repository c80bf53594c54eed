//! The tabs of one person in this browser: one of them leads, and what one says all others hear.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::{Function, Object, Promise, Reflect};
use leptos::{prelude::window, task::spawn_local};
use wasm_bindgen::{
    JsCast, JsValue,
    prelude::{Closure, wasm_bindgen},
};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

#[wasm_bindgen]
extern "C" {
    /// `navigator.locks`, which web-sys still counts among what isn't settled.
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, granted: &JsValue) -> Result<Promise, JsValue>;
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Following,
    Leading,
    /// The tab has left.
    Gone,
}

/// This tab's place among those of the same name; it leaves when this is dropped. A browser that can't let tabs speak
/// to each other lets each lead for itself.
pub struct Tabs {
    seat: Rc<Seat>,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

struct Seat {
    name: String,
    channel: Option<BroadcastChannel>,
    role: Cell<Role>,
    /// Gives up the lock of the leader.
    release: RefCell<Option<Function>>,
    turned: Box<dyn Fn(bool)>,
}

impl Tabs {
    /// Joins the tabs of this `name`: `heard` is called with what others say, and `turned` with whether this tab leads
    /// whenever that changes, never before this function has returned.
    pub fn join(name: String, heard: impl Fn(JsValue) + 'static, turned: impl Fn(bool) + 'static) -> Self {
        let channel = BroadcastChannel::new(&name).ok();
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| heard(event.data()));
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        }
        let role = Cell::new(Role::Following);
        let seat = Rc::new(Seat { name, channel, role, release: RefCell::new(None), turned: Box::new(turned) });
        seat.queue(false);
        Self { seat, _heard: heard }
    }

    /// Whether this tab leads.
    pub fn leads(&self) -> bool {
        self.seat.role.get() == Role::Leading
    }

    /// Says something to all others.
    pub fn say(&self, message: &JsValue) {
        if let Some(channel) = &self.seat.channel {
            // What can't be said is as lost as what nobody hears; whoever misses it notices.
            let _ = channel.post_message(message);
        }
    }

    /// Takes the lead from a tab that doesn't do its duty.
    pub fn seize(&self) {
        self.seat.queue(true);
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.seat.role.set(Role::Gone);
        if let Some(channel) = &self.seat.channel {
            channel.close();
        }
        if let Some(release) = self.seat.release.take() {
            // The functions of a promise don't throw.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

impl Seat {
    /// Waits for the lead. The lock goes on by itself when a tab is closed or crashes.
    fn queue(self: &Rc<Self>, seize: bool) {
        let seat = Rc::clone(self);
        spawn_local(async move {
            let given_up = match seat.request(seize) {
                Some(promise) => JsFuture::from(promise).await.is_ok(),
                None => false,
            };
            match seat.role.get() {
                _ if given_up => {}
                // Another tab has seized it.
                Role::Leading => {
                    seat.turn(Role::Following);
                    seat.queue(false);
                }
                // There are no locks, or they are forbidden.
                Role::Following => seat.turn(Role::Leading),
                Role::Gone => {}
            }
        });
    }

    fn request(self: &Rc<Self>, seize: bool) -> Option<Promise> {
        self.channel.as_ref()?;
        let locks = Reflect::get(&window().navigator(), &JsValue::from_str("locks")).ok().filter(JsValue::is_object)?;
        let options = Object::new();
        Reflect::set(&options, &JsValue::from_str("steal"), &JsValue::from_bool(seize)).ok()?;
        let seat = Rc::clone(self);
        let granted = Closure::once_into_js(move || seat.lead());
        locks.unchecked_into::<LockManager>().request(&self.name, &options, &granted).ok()
    }

    /// The lock is held until what is returned is resolved.
    fn lead(&self) -> JsValue {
        if self.role.get() == Role::Gone {
            return JsValue::UNDEFINED;
        }
        let held = Promise::new(&mut |resolve, _| drop(self.release.replace(Some(resolve))));
        self.turn(Role::Leading);
        held.into()
    }

    fn turn(&self, role: Role) {
        self.role.set(role);
        (self.turned)(role == Role::Leading);
    }
}
