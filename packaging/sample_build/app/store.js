import { configureStore, createSlice } from "@reduxjs/toolkit";
import { produce } from "immer";

const basket = createSlice({
  name: "basket",
  initialState: [],
  reducers: { put: (items, { payload }) => void items.push(payload) },
});

export const { put } = basket.actions;
export const store = configureStore({ reducer: { basket: basket.reducer } });
export const sorted = (items) => produce(items, (draft) => void draft.sort((a, b) => a.price - b.price));
