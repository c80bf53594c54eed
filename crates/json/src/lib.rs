//! JSON by the browser's own parser, which is already there; a parser of our own would have to be loaded first.
//!
//! What it made is read into Rust's types right here, without the words for what is wrong with it: those, and the
//! printing of numbers that they need, would be a tenth of the program.

use std::{cell::RefCell, fmt, mem, ptr, rc::Rc};

use js_sys::{Array, Object, Reflect};
use serde::{
    de::{
        self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, StrDeserializer},
    },
    forward_to_deserialize_any,
};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn parse(text: &JsValue) -> Result<JsValue, JsValue>;
}

/// Reads a JavaScript string; `None`, and the value in the console, where it isn't what it should be.
pub fn read<T: DeserializeOwned>(text: &JsValue) -> Option<T> {
    let read = parse(text).ok().and_then(|value| T::deserialize(Json(value)).ok());
    if read.is_none() {
        web_sys::console::warn_2(&JsValue::from_str("not what the contract says:"), text);
    }
    read
}

/// A value isn't what it should be.
#[derive(Debug)]
struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Unreadable {}

/// The default methods would say what is wrong.
impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

/// A value as `JSON.parse` makes it.
struct Json(JsValue);

impl Json {
    fn text(&self) -> Result<String, Unreadable> {
        self.0.as_string().ok_or(Unreadable)
    }

    fn number(&self) -> Result<f64, Unreadable> {
        self.0.as_f64().ok_or(Unreadable)
    }

    fn list(self) -> Result<List, Unreadable> {
        self.0.dyn_into().map(|array| List { array, next: 0 }).map_err(|_| Unreadable)
    }

    /// All members, in their order.
    fn members(&self) -> Result<Members, Unreadable> {
        let object: &Object = self.0.dyn_ref().ok_or(Unreadable)?;
        let names = List { array: Object::keys(object), next: 0 };
        Ok(Members { object: self.0.clone(), names, name: JsValue::UNDEFINED })
    }
}

impl<'de> Deserializer<'de> for Json {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if let Some(text) = self.0.as_string() {
            visitor.visit_string(text)
        } else if let Some(number) = self.0.as_f64() {
            #[expect(clippy::cast_possible_truncation, reason = "compared with what it was")]
            let whole = number as i64;
            #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "only what is the same is whole")]
            let is_whole = whole as f64 == number;
            if is_whole { visitor.visit_i64(whole) } else { visitor.visit_f64(number) }
        } else if let Some(truth) = self.0.as_bool() {
            visitor.visit_bool(truth)
        } else if self.0.is_null() || self.0.is_undefined() {
            visitor.visit_unit()
        } else if self.0.is_instance_of::<Array>() {
            visitor.visit_seq(self.list()?)
        } else {
            visitor.visit_map(self.members()?)
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_bool(self.0.as_bool().ok_or(Unreadable)?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let number = self.number()?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "compared with what it was")]
        let whole = number as u64;
        #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "only what is the same is whole")]
        let is_whole = whole as f64 == number;
        if is_whole { visitor.visit_u64(whole) } else { Err(Unreadable) }
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_f64(self.number()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_string(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_str(&self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.0.is_null() || self.0.is_undefined() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self.list()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_map(self.members()?)
    }

    /// Looks up the members that are known; a newer backend may send others.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if !self.0.is_object() {
            return Err(Unreadable);
        }
        visitor.visit_map(Fields { object: self.0, names: Names::of(fields), next: 0, value: JsValue::UNDEFINED })
    }

    /// A word, or an object with one member whose name is the variant's.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        match self.0.as_string() {
            Some(word) => {
                let word: StrDeserializer<'_, Unreadable> = (&*word).into_deserializer();
                word.deserialize_enum(name, variants, visitor)
            }
            None => MapAccessDeserializer::new(self.members()?).deserialize_enum(name, variants, visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 f32 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

/// The entries of an array.
struct List {
    array: Array,
    next: u32,
}

impl Iterator for List {
    type Item = JsValue;

    fn next(&mut self) -> Option<JsValue> {
        let index = self.next;
        self.next += 1;
        (index < self.array.length()).then(|| self.array.get(index))
    }
}

impl<'de> SeqAccess<'de> for List {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        self.next().map(|entry| seed.deserialize(Json(entry))).transpose()
    }
}

/// All members of an object.
struct Members {
    object: JsValue,
    names: List,
    /// The name of the member that is read next.
    name: JsValue,
}

impl<'de> MapAccess<'de> for Members {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        let Some(name) = self.names.next() else { return Ok(None) };
        self.name = name.clone();
        seed.deserialize(Json(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        seed.deserialize(Json(get(&self.object, &self.name)))
    }
}

/// The names of a type's fields.
#[derive(Clone)]
struct Names {
    known: &'static [&'static str],
    /// The same for JavaScript.
    asked: Rc<[JsValue]>,
}

impl Names {
    /// They are made for JavaScript once, instead of for each row of a list.
    fn of(known: &'static [&'static str]) -> Self {
        thread_local! {
            static MADE: RefCell<Vec<Names>> = const { RefCell::new(Vec::new()) };
        }
        MADE.with_borrow_mut(|made| {
            made.iter().find(|names| ptr::eq(names.known, known)).cloned().unwrap_or_else(|| {
                let names = Self { known, asked: known.iter().map(|name| JsValue::from_str(name)).collect() };
                made.push(names.clone());
                names
            })
        })
    }
}

/// The members of an object that a type has.
struct Fields {
    object: JsValue,
    names: Names,
    next: usize,
    /// Of the member that is read next.
    value: JsValue,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        while let Some((field, name)) = self.names.known.get(self.next).zip(self.names.asked.get(self.next)) {
            self.next += 1;
            self.value = get(&self.object, name);
            // What JSON says is never undefined.
            if !self.value.is_undefined() {
                let field: StrDeserializer<'_, Unreadable> = (*field).into_deserializer();
                return seed.deserialize(field).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        seed.deserialize(Json(mem::take(&mut self.value)))
    }
}

/// A member of what is known to be an object.
fn get(object: &JsValue, name: &JsValue) -> JsValue {
    Reflect::get(object, name).unwrap_or_default()
}
